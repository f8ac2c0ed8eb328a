import { and, eq, sql } from "drizzle-orm";
import { call, type Driver, type Transaction, Undone } from "../driver.ts";
import { isSent, RANK, SENT_STATES } from "../rank.ts";
import type { StatusReport } from "../sends.ts";
import { type Given, statement } from "../statement.ts";
import { addressesOfPart } from "./user-addresses.ts";
import { pricedRate } from "../charges.ts";
import { deliveredKey } from "./charge-keys.ts";
import { chargeDelivered, chargingDelivered, isCharged } from "./charges.ts";
import { counting, type Delivery } from "./count-deliveries.ts";
import { reservedFor, toReservation } from "./reserved-money.ts";

type Named = Readonly<Record<"nonce" | "sid", string | null>>;

/** Identifies a send of a part. */
export const keyOf = ({ nonce, sid }: Named): string => `${nonce} ${sid}`;

/**
 * Returns reports as the statements take them: always in the same order, so that two transactions do
 * not wait for each other's parts.
 */
export const toList = (reports: readonly StatusReport[]): string =>
  JSON.stringify(
    reports
      .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
      .map(({ nonce, sid, status }) => ({ nonce, sid, status, key: deliveredKey(sid) })),
  );

type Raised = readonly [readonly ReportedRow[], readonly RaisedRow[]];

/**
 * Raises the parts that these reports are about and charges those that are delivered by it, in one
 * transaction. Returns the parts as they were, and those that were raised; nothing of either where
 * another transaction has changed a part meanwhile.
 */
export async function raiseAndCharge(
  driver: Driver,
  furthest: ReadonlyMap<string, StatusReport>,
): Promise<Raised> {
  const reports = toList([...furthest.values()]);
  const work = async (
    transaction: Transaction,
    stored: readonly ReportedRow[],
  ): Promise<Raised> => {
    const rising = stored.filter((part) => mayRise(part, furthest.get(keyOf(part))));
    const raised = rising.length === 0 ? [] : await raise(transaction, rising);
    for (const part of stored) {
      if (!rising.includes(part)) await applyPricing(transaction, part, furthest);
    }
    return [stored, raised];
  };
  const raise = async (
    transaction: Transaction,
    rising: readonly ReportedRow[],
  ): Promise<readonly RaisedRow[]> => {
    const deliveries = rising.flatMap((part) => toDelivery(transaction, part, furthest));
    if (deliveries.length === 0) {
      return asExpected(rising, await transaction.all(raiseAlone, { reports }));
    }
    const [raised, reserved, totals] = await transaction.together(
      call(raiseAlone, { reports }),
      reservedFor(deliveries.map(({ messageId }) => messageId)),
      counting(transaction, deliveries),
    );
    asExpected(rising, raised);
    await transaction.together(
      ...chargingDelivered(transaction, deliveries, totals, reserved.map(toReservation)),
    );
    return raised;
  };
  const opening = { statement: reported, values: { reports } };
  return (await driver.transactFrom(opening, work, { isSynced: false })) ?? [[], []];
}

/**
 * Returns the raised parts. Throws `Undone` if they are others than were read before: a part that was
 * accepted in between would be raised without its charge.
 */
function asExpected(
  rising: readonly ReportedRow[],
  raised: readonly RaisedRow[],
): readonly RaisedRow[] {
  const expected = new Set(rising.map(keyOf));
  if (raised.length !== expected.size || !raised.every((part) => expected.has(keyOf(part)))) {
    throw new Undone();
  }
  return raised;
}

const mayRise = (part: ReportedRow, report: StatusReport | undefined): boolean =>
  report !== undefined &&
  isSent(part.state) &&
  RANK[part.state] < RANK[report.status] &&
  part.hasOpen === 0;

/** Returns the part as one that is delivered by its report; nothing if it costs nothing, or did already. */
function toDelivery(
  { tariff }: Transaction,
  part: ReportedRow,
  furthest: ReadonlyMap<string, StatusReport>,
): Delivery[] {
  const { messageId, userId, sid, to, from } = part;
  const { status = "sent", pricing } = furthest.get(keyOf(part)) ?? {};
  const isNew = RANK[status] >= RANK.delivered && RANK[part.state] < RANK.delivered;
  if (!isNew || part.isCharged > 0 || sid === null) return [];
  const rate = tariff.delivered(sid, { to, from });
  if (rate === null) return [];
  const stated = pricing === undefined ? null : pricedRate(rate, pricing);
  return [{ messageId, userId, sid, address: from ?? "", rate, stated }];
}

/** Charges a part by the pricing of a repeated report, which an earlier one may have lacked. */
async function applyPricing(
  transaction: Transaction,
  { messageId, userId, sid, ...part }: ReportedRow,
  furthest: ReadonlyMap<string, StatusReport>,
): Promise<void> {
  const { status = "sent", pricing } = furthest.get(keyOf({ ...part, sid })) ?? {};
  if (pricing === undefined || RANK[status] < RANK.delivered || sid === null) return;
  await chargeDelivered(transaction, { messageId, userId, sid }, pricing);
}

const LISTED = ["nonce", "sid", "status", "key"];

/** The place of a state among those of a part that was sent; null of another one. */
const placeOf = (state: unknown) => {
  const places = SENT_STATES.map((sent, place) => `when '${sent}' then ${place}`);
  return sql`case ${state} ${sql.raw(places.join(" "))} end`;
};

// It names the message, so that SQLite searches the index of open parts, not that of all the user's.
const openOfUser = sql`select 1 from deliveries as behind
  where behind.user_id = deliveries.user_id and behind.message_id > 0
    and behind.state in ('pending', 'sending')`;

/** Raises the parts behind which nothing waits, which needs no lane. */
export const raiseAlone = statement(
  ({ orm, deliveries, listed, time }, given: Given<"reports">) => {
    const { nonce, sid, state, messageId, userId, part } = deliveries;
    return orm
      .update(deliveries)
      .set({ state: sql`listed.status`, errorCode: null, errorMessage: null, updatedAt: time })
      .from(listed(given.reports, LISTED))
      .where(
        and(
          eq(nonce, sql`listed.nonce`),
          eq(sid, sql`listed.sid`),
          sql`${placeOf(state)} < ${placeOf(sql`listed.status`)}`,
          sql`not exists (${openOfUser})`,
        ),
      )
      .returning({ nonce, sid, messageId, userId, part });
  },
);

/** The parts that reports are about, in the order of their users. */
export const reported = statement((dialect, given: Given<"reports">) => {
  const { orm, deliveries, users, listed, time } = dialect;
  const { nonce, sid, state, messageId, userId, part } = deliveries;
  return orm
    .select({
      now: time,
      nonce,
      sid,
      state,
      messageId,
      userId,
      part,
      ...addressesOfPart(dialect),
      hasOpen: sql`case when exists (${openOfUser}) then 1 else 0 end`.mapWith(Number),
      isCharged: isCharged(dialect, messageId, sql`listed.key`),
    })
    .from(listed(given.reports, LISTED))
    .innerJoin(deliveries, and(eq(nonce, sql`listed.nonce`), eq(sid, sql`listed.sid`)))
    .innerJoin(users, eq(users.id, userId))
    .orderBy(userId);
});

type ReportedRow = NonNullable<(typeof reported)["row"]>;
type RaisedRow = NonNullable<(typeof raiseAlone)["row"]>;
