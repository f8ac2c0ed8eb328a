import { and, eq, sql } from "drizzle-orm";
import { TransientError } from "../../core/errors.ts";
import { call, type Driver, type Reader } from "../driver.ts";
import { chargeDelivered } from "./charges.ts";
import { RANK } from "../rank.ts";
import type { ReportedPart, StatusReport } from "../sends.ts";
import { type Given, statement } from "../statement.ts";

/** So long a report waits for others, to share their commit. */
const PATIENCE_MS = 20;
const MAX_REPORTS = 64;

/** The states of a part that was sent, by rank. */
const SENT_STATES = ["accepted", "sent", "delivered", "read"] as const;

interface Waiting {
  readonly report: StatusReport & { readonly nonce: string };
  resolve(part: ReportedPart | null): void;
  reject(reason: unknown): void;
}

/**
 * Returns a function that takes delivery reports. Most only raise the rank of a part behind which
 * nothing waits, which needs no lane: they are gathered for 20 ms, and stored with one statement. It
 * resolves with null where more is to be done.
 */
export function createReportGatherer(
  driver: Driver,
): (report: StatusReport) => Promise<ReportedPart | null> {
  let waiting: Waiting[] = [];

  function storeAll(): void {
    const gathered = waiting;
    waiting = [];
    while (gathered.length > 0) void settle(gathered.splice(0, MAX_REPORTS));
  }

  async function settle(some: readonly Waiting[]): Promise<void> {
    try {
      const found = await store(some.map(({ report }) => report));
      for (const { report, resolve } of some) resolve(found.get(keyOf(report)) ?? null);
    } catch (reason) {
      // What lost a race is stored by itself, and again if need be.
      const isOutage = reason instanceof TransientError;
      for (const { resolve, reject } of some) {
        if (isOutage) reject(reason);
        else resolve(null);
      }
    }
  }

  /** Raises what can be raised, and returns the parts that are as far as they were reported to be. */
  async function store(
    reports: readonly Waiting["report"][],
  ): Promise<ReadonlyMap<string, ReportedPart>> {
    const furthest = new Map<string, StatusReport>();
    for (const report of reports) {
      const known = furthest.get(keyOf(report));
      const isFurther = known === undefined || RANK[report.status] > RANK[known.status];
      const pricing = report.pricing ?? known?.pricing;
      furthest.set(keyOf(report), { ...(isFurther ? report : known), ...(pricing && { pricing }) });
    }
    const list = [...furthest.values()].map(({ nonce, sid, status }) => ({ nonce, sid, status }));
    const values = { reports: JSON.stringify(list) };
    const raise = (reader: Reader) =>
      reader.together(call(raiseAlone, values), call(reported, values));
    const isBillable = list.some(({ status }) => RANK[status] >= RANK.delivered);
    const [raised, stored] = await (isBillable
      ? driver.transact(
          async (transaction) => {
            const found = await raise(transaction);
            const isPriced = ({ nonce, sid }: (typeof found)[1][number]) =>
              furthest.get(keyOf({ nonce, sid }))?.pricing !== undefined &&
              !found[0].some((one) => one.nonce === nonce);
            // In one order, so that two at a time do not wait for each other.
            const parts = [...found[0], ...found[1].filter(isPriced)];
            for (const { sid, ...part } of parts.toSorted((a, b) => a.userId - b.userId)) {
              const told = furthest.get(keyOf({ sid, nonce: part.nonce }));
              if (told === undefined || RANK[told.status] < RANK.delivered || sid === null)
                continue;
              await chargeDelivered(transaction, { ...part, sid }, told.pricing);
            }
            return found;
          },
          { isSynced: false },
        )
      : driver.once(raise));
    // A report that comes again, or late, changes nothing.
    const asTold = stored.filter((part) => {
      const told = furthest.get(keyOf(part));
      return told !== undefined && RANK[part.state] >= RANK[told.status] && isSent(part.state);
    });
    return new Map(
      [...asTold, ...raised].map((part) => {
        const { messageId, part: number } = part;
        return [keyOf(part), { messageId, part: number, isDue: false }];
      }),
    );
  }

  return async (report) => {
    const { nonce, sid, status } = report;
    // A part that is pulled may be waited for. PostgreSQL reads no NUL from JSON.
    const isPlain = nonce !== null && !`${nonce}${sid}`.includes("\0");
    if (driver.isPulled || !isPlain || !isSent(status)) return null;
    return new Promise((resolve, reject) => {
      if (waiting.length === 0) setTimeout(storeAll, PATIENCE_MS);
      waiting.push({ report: { ...report, nonce }, resolve, reject });
    });
  };
}

const isSent = (state: string): boolean => SENT_STATES.some((sent) => sent === state);

const keyOf = ({ nonce, sid }: { readonly nonce: string | null; readonly sid: string | null }) =>
  `${nonce} ${sid}`;

const LISTED = ["nonce", "sid", "status"];

/** The place of a state among those of a part that was sent; null of another one. */
const placeOf = (state: unknown) => {
  const places = SENT_STATES.map((sent, place) => `when '${sent}' then ${place}`);
  return sql`case ${state} ${sql.raw(places.join(" "))} end`;
};

const raiseAlone = statement(({ orm, deliveries, listed, time }, given: Given<"reports">) => {
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
        sql`not exists (select 1 from deliveries as behind
            where behind.user_id = deliveries.user_id and behind.state in ('pending', 'sending'))`,
      ),
    )
    .returning({ nonce, sid, messageId, userId, part });
});

const reported = statement(({ orm, deliveries, listed }, given: Given<"reports">) => {
  const { nonce, sid, state, messageId, userId, part } = deliveries;
  return orm
    .select({ nonce, sid, state, messageId, userId, part })
    .from(listed(given.reports, LISTED))
    .innerJoin(deliveries, and(eq(nonce, sql`listed.nonce`), eq(sid, sql`listed.sid`)));
});
