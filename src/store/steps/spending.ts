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
 * Counts what a call may cost as spent, unless that would pass a limit of the day. It comes last
 * among a transaction's locks: all users' calls are judged one after the other until they commit.
 *
 * There is no row of the total, because every answer would wait for it even where nothing is limited.
 * What all have spent is the sum of the users' rows of that day; only a call that such a limit is
 * judged for waits for the others.
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

/** Returns which limit stands against a call, and notes then that its user was told. */
export async function judgeCall(
  transaction: Transaction,
  payer: Payer,
  budget: Budget,
): Promise<Judgement> {
  // One that nothing has settled may have been made.
  if (budget.money !== undefined) await settleMoney(transaction, payer, null);
  const judgement = await judge(transaction, payer.userId, budget);
  if (judgement.refused !== null) {
    await add(transaction, budget.day, payer.userId, { isNoticed: true });
  }
  return judgement;
}

/**
 * Counts what a call may cost as spent, and notes it. A call that a crash cut off was paid for all the
 * same: its reservation stays spent.
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
 * Puts what a call did cost in the place of what was reserved; null leaves the tokens spent, and without
 * charges all the money that was reserved is charged.
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

/** Ends what was reserved in tokens, to be run together with others; its money is settled before. */
export function settlement({ messageId, userId }: Payer, tokens: number | null): Call[] {
  const end = [call(endReservation, { messageId }), call(endTokens, { messageId })];
  return tokens === null ? end : [call(correct, { messageId, userId, tokens }), ...end];
}

/** Takes what was reserved off what its day has cost the user, and puts `tokens` in its place. */
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
