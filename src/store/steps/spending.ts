import { and, eq, sql } from "drizzle-orm";
import type { NewCharge } from "../charges.ts";
import { type Call, call, first, type Reader, type Transaction } from "../driver.ts";
import {
  type Budget,
  type Judgement,
  NOTHING_SPENT,
  type Reserved,
  type Spent,
} from "../spending.ts";
import { type Given, statement } from "../statement.ts";
import { judge } from "./judge-spending.ts";
import { type Payer, settleMoney, spendingMoney, withMoney } from "./reserved-money.ts";

/**
 * Counts the most that a call may cost as spent, unless that would exceed a limit of the day. Its
 * lock is the last of a transaction: the calls of all users are judged one after the other until
 * they commit. The total has no row of its own, because every answer would wait for it even without
 * a limit. The usage of all users is the sum of their rows of that day; only a call that such a
 * limit applies to waits for the others.
 */
export async function reserveTokens(
  transaction: Transaction,
  payer: Payer,
  budget: Budget,
): Promise<Reserved> {
  const { refused } = await judgeCall(transaction, payer, budget);
  if (refused !== null) return refused;
  await transaction.together(...reservation(payer, budget));
  return "reserved";
}

/** Returns the limit that a call would exceed, and then records that its user was notified. */
export async function judgeCall(
  transaction: Transaction,
  payer: Payer,
  budget: Budget,
): Promise<Judgement> {
  // An unsettled call may have been made.
  if (budget.money !== undefined) await settleMoney(transaction, payer, null);
  const judgement = await judge(transaction, payer.userId, budget);
  if (judgement.refused !== null) {
    await add(transaction, budget.day, payer.userId, { isNoticed: true });
  }
  return judgement;
}

/**
 * Returns the calls that count and record a reservation. A call interrupted by a crash was charged
 * all the same: its reservation stays spent.
 */
export function reservation({ messageId, userId }: Payer, { day, tokens, money }: Budget): Call[] {
  const of = money === undefined ? null : JSON.stringify(money.of);
  const reserved = { nanoDollars: String(money?.call ?? 0n), parts: String(money?.parts ?? 0n) };
  const calls = [
    call(spend, { day, userId, ...NOTHING_SPENT, tokens }),
    call(reserve, { messageId, day, tokens, ...reserved, of }),
  ];
  const nanoDollars = money === undefined ? 0n : money.call + money.parts;
  return [...calls, ...spendingMoney(userId, day, nanoDollars)];
}

type NewReservation = "messageId" | "day" | "tokens" | "nanoDollars" | "parts" | "of";

const reserve = statement(({ orm, reservations, whole }, given: Given<NewReservation>) =>
  orm
    .insert(reservations)
    .values({
      messageId: given.messageId,
      day: given.day,
      tokens: given.tokens,
      nanoDollars: whole(given.nanoDollars),
      partsNanoDollars: whole(given.parts),
      call: given.of,
    })
    .onConflictDoUpdate({
      target: reservations.messageId,
      set: {
        day: sql`excluded.day`,
        tokens: sql`excluded.tokens`,
        nanoDollars: sql`excluded.nano_dollars`,
        partsNanoDollars: sql`excluded.parts_nano_dollars`,
        call: sql`excluded.call`,
      },
    }),
);

/**
 * Replaces a reservation with the actual cost; null leaves the tokens spent, and without charges
 * all the reserved money is charged.
 */
export async function settleTokens(
  transaction: Transaction,
  payer: Payer,
  tokens: number | null,
  charges: readonly NewCharge[] = [],
): Promise<void> {
  await settleMoney(transaction, payer, isUnknown(tokens, charges) ? null : charges);
  await transaction.together(...settlement(payer, tokens));
}

/** Returns whether the upstream did not report the cost of a call. */
export const isUnknown = (tokens: number | null, charges: readonly NewCharge[]): boolean =>
  tokens === null && charges.length === 0;

/**
 * Returns the calls that end the reserved tokens, to be run together with others; the money is
 * settled before.
 */
export function settlement({ messageId, userId }: Payer, tokens: number | null): Call[] {
  const end = [call(endReservation, { messageId }), call(endTokens, { messageId })];
  return tokens === null ? end : [call(correct, { messageId, userId, tokens }), ...end];
}

/** Subtracts the reservation from the user's usage of its day, and adds `tokens` instead. */
const correct = statement(
  ({ orm, spending, reservations }, given: Given<"messageId" | "userId" | "tokens">) => {
    const reserved = <Column extends "day" | "tokens">(column: Column) =>
      orm
        .select({ value: reservations[column] })
        .from(reservations)
        .where(eq(reservations.messageId, given.messageId));
    return orm
      .update(spending)
      .set({ tokens: sql`${spending.tokens} + ${given.tokens} - ${reserved("tokens")}` })
      .where(
        and(
          eq(spending.userId, given.userId),
          eq(spending.day, sql`${reserved("day")}`),
          sql`${given.tokens} <> ${reserved("tokens")}`,
        ),
      );
  },
);

const endReservation = statement(({ orm, reservations }, given: Given<"messageId">) =>
  orm
    .delete(reservations)
    .where(and(eq(reservations.messageId, given.messageId), sql`parts_nano_dollars = 0`)),
);

/**
 * Ends the reserved tokens of a call; the money reserved for the parts of its reply stays reserved.
 */
const endTokens = statement(({ orm, reservations }, given: Given<"messageId">) =>
  orm
    .update(reservations)
    .set({ tokens: 0 })
    .where(and(eq(reservations.messageId, given.messageId), sql`parts_nano_dollars <> 0`)),
);

/** Counts the reservations of these messages of a user as spent for good. */
export async function keepSpent(
  transaction: Transaction,
  userId: number,
  ids: readonly number[],
): Promise<void> {
  for (const messageId of await withMoney(transaction, ids)) {
    await settleMoney(transaction, { messageId, userId }, null);
  }
  await transaction.all(endReservations, { ids: JSON.stringify(ids) });
}

const endReservations = statement(({ orm, reservations, isAmong }, given: Given<"ids">) =>
  orm.delete(reservations).where(isAmong(reservations.messageId, given.ids)),
);

export async function countMedia(
  transaction: Transaction,
  day: string,
  userId: number,
): Promise<void> {
  await add(transaction, day, userId, { media: 1 });
}

export async function spentOn(reader: Reader, day: string, userId: number): Promise<Spent> {
  return (await first(reader, spent, { day, userId })) ?? NOTHING_SPENT;
}

const spent = statement(({ orm, spending }, given: Given<"day" | "userId">) =>
  orm
    .select()
    .from(spending)
    .where(and(eq(spending.day, given.day), eq(spending.userId, given.userId))),
);

async function add(
  transaction: Transaction,
  day: string,
  userId: number,
  { tokens = 0, media = 0, isNoticed = false }: Partial<Spent>,
): Promise<void> {
  await transaction.all(spend, { day, userId, tokens, media, isNoticed });
}

const spend = statement(
  ({ orm, spending, name }, given: Given<"day" | "userId" | "tokens" | "media" | "isNoticed">) =>
    orm
      .insert(spending)
      .values({
        day: given.day,
        userId: given.userId,
        tokens: given.tokens,
        media: given.media,
        isNoticed: given.isNoticed,
      })
      .onConflictDoUpdate({
        target: [spending.day, spending.userId],
        set: {
          tokens: sql`${spending.tokens} + excluded.tokens`,
          media: sql`${spending.media} + excluded.media`,
          isNoticed:
            name === "sqlite"
              ? sql`${spending.isNoticed} | excluded.is_noticed`
              : sql`${spending.isNoticed} or excluded.is_noticed`,
        },
      }),
);
