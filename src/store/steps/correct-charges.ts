import { and, eq, isNull, or, sql } from "drizzle-orm";
import type { ActualPrice } from "../charges.ts";
import type { Transaction } from "../driver.ts";
import { pick } from "../pick.ts";
import { exact } from "../exact.ts";
import { insertRow } from "../plain-statements.ts";
import { type Dialect, type Given, statement } from "../statement.ts";
import { acceptedKey, chargeKey, deliveredKey, receivedKey, resentKey } from "./charge-keys.ts";
import { spendingMoney } from "./posting.ts";

/** The user id under which the day and month of an erased user are corrected; no user has it. */
const ERASED = 0;

export async function correctCharges(
  transaction: Transaction,
  prices: readonly ActualPrice[],
): Promise<number> {
  const corrections = [];
  for (const price of prices) corrections.push(await correctionOf(transaction, price));
  // In one order, so that two transactions do not wait for each other.
  const known = corrections
    .filter((one) => one !== null)
    .toSorted((a, b) => (a.row.userId ?? ERASED) - (b.row.userId ?? ERASED));
  let corrected = 0;
  for (const one of known) if (await addCorrection(transaction, one)) corrected += 1;
  return corrected;
}

async function addCorrection(
  transaction: Transaction,
  { row, key, settled, difference }: Correction,
): Promise<boolean> {
  const { now } = transaction;
  const amounts = { settled: String(settled), nanoDollars: String(difference) };
  const added = await transaction.all(insertCorrection, { ...row, key, ...amounts, now });
  if (added.length === 0) return false;
  const spent = { userId: row.userId ?? ERASED, day: row.day, nanoDollars: difference };
  await transaction.together(...spendingMoney([spent]));
  return true;
}

/** Puts what a delivered message's rate really is in the place of what was charged for it, once. */
export async function correctRate(
  transaction: Transaction,
  sid: string,
  nanoDollars: bigint,
): Promise<void> {
  const keys = keysOf(sid, "out", "rate");
  const rows = await transaction.all(chargedFor, keys);
  const row = rows.find(({ key }) => key === keys.delivered);
  if (row === undefined || rows.some(({ key }) => key === keys.corrected)) return;
  const difference = nanoDollars - row.nanoDollars;
  const settled = row.isEstimated ? row.nanoDollars : 0n;
  if (difference === 0n && settled === 0n) return;
  await addCorrection(transaction, { row, key: keys.corrected, settled, difference });
}

/** Returns the keys under which the ledger knows a message of the messenger. */
function keysOf(sid: string, direction: ActualPrice["direction"], correction: "price" | "rate") {
  return {
    sid,
    carriage: direction === "in" ? receivedKey(sid) : acceptedKey(sid),
    delivered: deliveredKey(sid),
    resent: resentKey(sid),
    corrected: chargeKey(correction, sid),
  };
}

interface Correction {
  readonly row: Charged;
  readonly key: string;
  readonly settled: bigint;
  readonly difference: bigint;
}

/** Null for a message that was not charged, or whose charge was corrected before. */
async function correctionOf(
  transaction: Transaction,
  { sid, direction, nanoDollars }: ActualPrice,
): Promise<Correction | null> {
  const keys = keysOf(sid, direction, "price");
  const rows = await transaction.all(chargedFor, keys);
  const first = rows.find(({ key }) => key === keys.carriage || key === keys.resent);
  if (first === undefined || rows.some(({ key }) => key === keys.corrected)) return null;
  const covered = coveredBy(nanoDollars, first, rows);
  const sum = (some: readonly Charged[]) => some.reduce((all, one) => all + one.nanoDollars, 0n);
  return {
    row: first,
    key: keys.corrected,
    settled: sum(covered.filter(({ isEstimated }) => isEstimated)),
    difference: nanoDollars - sum(covered),
  };
}

/**
 * Returns the charges that a price stands for: the carrier's fee, or that together with the rate of a
 * delivered message where the carrier passes it on. It is not documented which, so the nearer one.
 */
function coveredBy(price: bigint, carriage: Charged, all: readonly Charged[]): readonly Charged[] {
  const total = all.reduce((sum, one) => sum + one.nanoDollars, 0n);
  const distance = (amount: bigint) => (price > amount ? price - amount : amount - price);
  return distance(total) < distance(carriage.nanoDollars) ? all : [carriage];
}

// The message of a sid, unless it was deleted; a part that was sent again has another sid now.
const chargedFor = statement(({ orm, charges }, given: Given<keyof ReturnType<typeof keysOf>>) => {
  const isAny = sql`${charges.key} in (${given.carriage}, ${given.delivered}, ${given.corrected})`;
  const owner = sql`coalesce((select id from messages where sid = ${given.sid}),
      (select message_id from deliveries where sid = ${given.sid}))`;
  return orm
    .select({
      ...pick(charges, "key", "userId", "messageId", "day", "channel", "kind", "provider", "model"),
      nanoDollars: exact(charges.nanoDollars),
      isEstimated: charges.isEstimated,
    })
    .from(charges)
    .where(
      or(
        and(eq(charges.messageId, owner), isAny),
        and(isNull(charges.messageId), isAny),
        and(sql`key like 'resent %'`, eq(charges.key, given.resent)),
      ),
    );
});

type Charged = NonNullable<(typeof chargedFor)["row"]>;

const insertCorrection = insertRow(
  "charges",
  ["key", "userId", "messageId", "day", "channel", "kind", "provider", "model", "now"],
  {
    set: {
      units: '{"corrected":1}',
      isEstimated: false,
      nanoDollars: ({ whole }: Dialect, given: Given<"nanoDollars">) => whole(given.nanoDollars),
      settled: ({ whole }: Dialect, given: Given<"settled">) => whole(given.settled),
    },
    orNothing: true,
    returning: ["id"],
  },
);
