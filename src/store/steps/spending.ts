import { sql } from "drizzle-orm";
import type { NewCharge } from "../charges.ts";
import { type Call, call, first, type Reader, type Transaction } from "../driver.ts";
import { selectRows, updateRows } from "../plain-statements.ts";
import {
  type Budget,
  type Judgement,
  NOTHING_SPENT,
  type Reserved,
  type Spent,
} from "../spending.ts";
import { type Given, statement } from "../statement.ts";
import { judge } from "./judge-spending.ts";
import { type Payer, posting } from "./posting.ts";
import {
  findReserved,
  type Reservation,
  reservationsOf,
  reserve,
  settling,
} from "./reserved-money.ts";

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
  const [[made]] = await transaction.together(...reservation(transaction, payer, budget));
  if (made === undefined) await replaceLeft(transaction, payer, budget);
  return "reserved";
}

/** Returns the limit that a call would exceed, and then records that its user was notified. */
export async function judgeCall(
  transaction: Transaction,
  payer: Payer,
  budget: Budget,
): Promise<Judgement> {
  const judgement = await judge(transaction, payer, budget);
  if (judgement.refused !== null) {
    const { userId } = payer;
    await transaction.all(spend, { ...NOTHING_SPENT, day: budget.day, userId, isNoticed: true });
  }
  return judgement;
}

/**
 * Counts what a call may cost as spent, and notes it, to be run together with others. The first call
 * returns no row where something is reserved already: then `replaceLeft` follows. A call that a crash
 * cut off was paid for all the same: its reservation stays spent.
 */
export function reservation(
  transaction: Transaction,
  payer: Payer,
  budget: Budget,
): readonly [Call<ReservedId>, ...Call[]] {
  const { userId } = payer;
  const { day, tokens, money } = budget;
  const nanoDollars = money === undefined ? 0n : money.call + money.parts;
  return [
    reserving(payer, budget),
    call(spend, { day, userId, ...NOTHING_SPENT, tokens }),
    ...posting(transaction, [{ ...payer, day, charge: null, nanoDollars }]),
  ];
}

/** Charges what nothing has settled in full, because its call may have been made, and reserves anew. */
export async function replaceLeft(
  transaction: Transaction,
  payer: Payer,
  budget: Budget,
): Promise<void> {
  await settleTokens(transaction, payer, null);
  await transaction.together(reserving(payer, budget));
}

function reserving({ messageId }: Payer, { day, tokens, money }: Budget): Call<ReservedId> {
  return call(reserve, {
    messageId,
    day,
    tokens,
    nanoDollars: String(money?.call ?? 0n),
    parts: String(money?.parts ?? 0n),
    of: money === undefined ? null : JSON.stringify(money.of),
  });
}

type ReservedId = NonNullable<(typeof reserve)["row"]>;

export async function settleTokens(
  transaction: Transaction,
  payer: Payer,
  tokens: number | null,
  charges: readonly NewCharge[] = [],
): Promise<void> {
  const reserved = await findReserved(transaction, payer.messageId);
  await transaction.together(...settlement(transaction, payer, reserved, { tokens, charges }));
}

/** The same, to be run together with others, once it was read what is reserved. */
export function settlement(
  transaction: Transaction,
  payer: Payer,
  reserved: Reservation | null,
  { tokens, charges, parts = 0n }: CallEnd,
): Call[] {
  // What the call did cost was not told.
  const isUnknown = tokens === null && charges.length === 0;
  const money = settling(transaction, payer, reserved, isUnknown ? null : charges, parts);
  if (reserved === null || tokens === null || tokens === reserved.tokens) return money;
  const more = { ...NOTHING_SPENT, tokens: tokens - reserved.tokens };
  return [...money, call(spend, { day: reserved.day, userId: payer.userId, ...more })];
}

/** The outcome of a call; `parts` is the money that may stay reserved for the parts of its reply. */
interface CallEnd {
  readonly tokens: number | null;
  readonly charges: readonly NewCharge[];
  readonly parts?: bigint;
}

/** Counts the reservations of these messages of a user as spent for good. */
export async function keepSpent(
  transaction: Transaction,
  userId: number,
  ids: readonly number[],
): Promise<void> {
  for (const reserved of await reservationsOf(transaction, ids)) {
    const payer = { messageId: reserved.messageId, userId };
    const end = { tokens: null, charges: [] };
    await transaction.together(...settlement(transaction, payer, reserved, end));
  }
}

export async function countMedia(
  transaction: Transaction,
  day: string,
  userId: number,
): Promise<void> {
  await transaction.all(spend, { ...NOTHING_SPENT, day, userId, media: 1 });
}

export async function spentOn(reader: Reader, day: string, userId: number): Promise<Spent> {
  return (await first(reader, spent, { day, userId })) ?? NOTHING_SPENT;
}

const spent = selectRows("spending", null, { by: ["day", "userId"] });

export const spend = statement(
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

export const countPicture = statement(
  ({ orm, spending, whole }, given: Given<"userId" | "day" | "limit">) =>
    orm
      .insert(spending)
      .values({ day: given.day, userId: given.userId, pictures: 1 })
      .onConflictDoUpdate({
        target: [spending.day, spending.userId],
        set: { pictures: sql`${spending.pictures} + 1` },
        setWhere: sql`${whole(given.limit)} = 0 or ${spending.pictures} < ${whole(given.limit)}`,
      })
      .returning({ pictures: spending.pictures }),
);

export const uncountPicture = updateRows("spending", [], {
  set: { pictures: ({ spending }) => sql`${spending.pictures} - 1` },
  by: ["day", "userId"],
  where: ({ spending }) => sql`${spending.pictures} > 0`,
});
