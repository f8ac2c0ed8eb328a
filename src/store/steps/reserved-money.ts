import { and, eq, sql } from "drizzle-orm";
import { type Billed, monthOfDay, type NewCharge } from "../charges.ts";
import { type Call, call, first, type Reader, type Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";

export interface Payer {
  readonly messageId: number;
  readonly userId: number;
}

/**
 * Replaces the money reserved for a call with charges, and keeps at most `parts` of the money
 * reserved for the parts of its reply. With null the actual cost is unknown: the whole reservation
 * is charged as an estimate. Returns whether money is still reserved.
 */
export async function settleMoney(
  transaction: Transaction,
  payer: Payer,
  charges: readonly NewCharge[] | null,
  parts = 0n,
): Promise<boolean> {
  const reserved = await moneyReserved(transaction, payer.messageId);
  const made = charges ?? (reserved === null ? [] : assumed(reserved));
  const day = reserved?.day ?? transaction.tariff.dayOf(transaction.now);
  let sum = 0n;
  for (const charge of made) {
    await addCharge(transaction, payer, charge, { key: null, day });
    sum += charge.nanoDollars;
  }
  if (reserved === null) {
    await spendMoney(transaction, payer.userId, day, sum);
    return false;
  }
  const kept = parts < reserved.parts ? parts : reserved.parts;
  await spendMoney(transaction, payer.userId, day, sum + kept - reserved.call - reserved.parts);
  await transaction.all(keepForParts, { messageId: payer.messageId, parts: String(kept) });
  return kept > 0n;
}

function assumed({ call: nanoDollars, of }: ReservedMoney): NewCharge[] {
  if (nanoDollars === 0n || of === null) return [];
  return [{ ...of, units: { assumed: 1 }, nanoDollars, isEstimated: true }];
}

export interface ReservedMoney {
  readonly day: string;
  readonly call: bigint;
  readonly parts: bigint;
  readonly of: Billed | null;
}

/** Returns and locks the money that is reserved for a message; null if there is none. */
export async function moneyReserved(
  transaction: Transaction,
  messageId: number,
): Promise<ReservedMoney | null> {
  const row = await first(transaction, reservedFor, { messageId });
  if (row === undefined || (row.call === 0n && row.parts === 0n)) return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
  return { ...row, of: JSON.parse(row.of ?? "null") as Billed | null };
}

const exact = (value: unknown) => sql`cast(${value} as text)`.mapWith(BigInt);

/** Sets the money reserved for the parts of a reply, and deletes an empty reservation. */
export async function takeFromParts(
  transaction: Transaction,
  messageId: number,
  left: bigint,
): Promise<void> {
  await transaction.all(keepForParts, { messageId, parts: String(left) });
  await transaction.all(endEmpty, { messageId });
}

const reservedFor = statement(({ orm, reservations, locked }, given: Given<"messageId">) =>
  locked(
    orm
      .select({
        day: reservations.day,
        call: exact(reservations.nanoDollars),
        parts: exact(reservations.partsNanoDollars),
        of: reservations.call,
      })
      .from(reservations)
      .where(eq(reservations.messageId, given.messageId)),
  ),
);

const keepForParts = statement(
  ({ orm, reservations, whole }, given: Given<"messageId" | "parts">) =>
    orm
      .update(reservations)
      .set({ nanoDollars: 0, partsNanoDollars: whole(given.parts), call: null })
      .where(eq(reservations.messageId, given.messageId)),
);

/** Deletes a reservation without money; one with tokens belongs to a call in progress. */
const endEmpty = statement(({ orm, reservations }, given: Given<"messageId">) =>
  orm
    .delete(reservations)
    .where(
      and(
        eq(reservations.messageId, given.messageId),
        sql`tokens = 0 and nano_dollars = 0 and parts_nano_dollars = 0`,
      ),
    ),
);

/** Adds to the money spent in a user's day and month. */
export async function spendMoney(
  transaction: Transaction,
  userId: number,
  day: string,
  nanoDollars: bigint,
): Promise<void> {
  await transaction.together(...spendingMoney(userId, day, nanoDollars));
}

/** Returns the same as calls, to be run together with others. */
export function spendingMoney(userId: number, day: string, nanoDollars: bigint): Call[] {
  if (nanoDollars === 0n) return [];
  const values = { userId, nanoDollars: String(nanoDollars) };
  return [day, monthOfDay(day)].map((period) => call(spendOn, { ...values, period }));
}

const spendOn = statement(
  ({ orm, spentMoney, whole }, given: Given<"period" | "userId" | "nanoDollars">) =>
    orm
      .insert(spentMoney)
      .values({
        period: given.period,
        userId: given.userId,
        nanoDollars: whole(given.nanoDollars),
      })
      .onConflictDoUpdate({
        target: [spentMoney.period, spentMoney.userId],
        set: { nanoDollars: sql`${spentMoney.nanoDollars} + excluded.nano_dollars` },
      }),
);

export async function addCharge(
  transaction: Transaction,
  { userId, messageId }: Payer,
  { channel, kind, provider, model, units, nanoDollars, isEstimated }: NewCharge,
  { key, day }: { readonly key: string | null; readonly day: string },
): Promise<boolean> {
  const added = await transaction.all(insertCharge, {
    key,
    userId,
    messageId,
    day,
    channel,
    kind,
    provider,
    model,
    isEstimated,
    units: JSON.stringify(units),
    nanoDollars: String(nanoDollars),
    now: transaction.now,
  });
  return added.length > 0;
}

type NewRow = keyof NewCharge | "key" | "userId" | "messageId" | "day" | "now";

const insertCharge = statement(({ orm, charges, whole }, given: Given<NewRow>) =>
  orm
    .insert(charges)
    .values({
      key: given.key,
      userId: given.userId,
      messageId: given.messageId,
      day: given.day,
      channel: given.channel,
      kind: given.kind,
      provider: given.provider,
      model: given.model,
      units: given.units,
      nanoDollars: whole(given.nanoDollars),
      isEstimated: given.isEstimated,
      createdAt: given.now,
    })
    .onConflictDoNothing()
    .returning({ id: charges.id }),
);

/** Returns those of these messages that have money reserved. */
export async function withMoney(reader: Reader, ids: readonly number[]): Promise<number[]> {
  const rows = await reader.all(reservedAmong, { ids: JSON.stringify(ids) });
  return rows.map(({ messageId }) => messageId);
}

const reservedAmong = statement(({ orm, reservations, isAmong }, given: Given<"ids">) =>
  orm
    .select({ messageId: reservations.messageId })
    .from(reservations)
    .where(
      and(
        isAmong(reservations.messageId, given.ids),
        sql`(nano_dollars > 0 or parts_nano_dollars > 0)`,
      ),
    )
    .orderBy(reservations.messageId),
);
