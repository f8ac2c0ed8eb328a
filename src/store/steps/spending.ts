import { and, eq, sql } from "drizzle-orm";
import { type Call, call, first, type Reader, type Transaction } from "../driver.ts";
import {
  type Budget,
  judgeSpending,
  NOTHING_SPENT,
  type Reserved,
  type Spent,
} from "../spending.ts";
import { type Given, statement } from "../statement.ts";

/** Names the one lock under which a limit of all users together is judged. */
const TOTAL_LOCK = 4_807_230_119;

interface Payer {
  readonly messageId: number;
  readonly userId: number;
}

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
  const refused = await refuseTokens(transaction, payer, budget);
  if (refused !== null) return refused;
  await transaction.together(...reservation(payer, budget));
  return "reserved";
}

/** Returns which limit stands against a call, and notes that its user was told; null when none does. */
export async function refuseTokens(
  transaction: Transaction,
  { userId }: Payer,
  budget: Budget,
): Promise<Exclude<Reserved, "reserved"> | null> {
  const reserved = await judge(transaction, userId, budget);
  if (reserved === "reserved") return null;
  await add(transaction, budget.day, userId, { isNoticed: true });
  return reserved;
}

/**
 * Counts what a call may cost as spent, and notes it. A call that a crash cut off was paid for all the
 * same: its reservation stays spent.
 */
export function reservation({ messageId, userId }: Payer, { day, tokens }: Budget): Call[] {
  return [
    call(spend, { day, userId, ...NOTHING_SPENT, tokens }),
    call(reserve, { messageId, day, tokens }),
  ];
}

async function judge(transaction: Transaction, userId: number, budget: Budget): Promise<Reserved> {
  const { day, dailyLimit, dailyLimitPerUser } = budget;
  if (dailyLimit === 0 && dailyLimitPerUser === 0) return "reserved";
  // A user's own row needs no lock: it is only ever written under their lane's.
  if (dailyLimit === 0) return judgeSpending(budget, await spentOn(transaction, day, userId), 0);
  // The next statement sees what those that were waited for have committed.
  if (transaction.dialect === "postgres") await transaction.all(lockTotal, {});
  const spent = await first(transaction, spentByAll, { day, userId });
  if (spent === undefined) return "reserved";
  const mine = { tokens: spent.mine, media: 0, isNoticed: spent.notices > 0 };
  return judgeSpending(budget, mine, spent.all);
}

const lockTotal = statement(({ orm, name }) =>
  orm
    .select({ locked: sql`1` })
    .from(
      name === "postgres"
        ? sql`pg_advisory_xact_lock(${sql.raw(String(TOTAL_LOCK))}::bigint)`
        : sql`(select 1) as always`,
    ),
);

const spentByAll = statement(({ orm, spending, name }, given: Given<"day" | "userId">) => {
  const { tokens, userId, isNoticed } = spending;
  const hasNotice = name === "sqlite" ? sql`${isNoticed} = 1` : sql`${isNoticed}`;
  const isMine = sql`${userId} = ${given.userId}`;
  return orm
    .select({
      all: sql`coalesce(sum(${tokens}), 0)`.mapWith(Number),
      mine: sql`coalesce(sum(${tokens}) filter (where ${isMine}), 0)`.mapWith(Number),
      notices: sql`count(*) filter (where ${isMine} and ${hasNotice})`.mapWith(Number),
    })
    .from(spending)
    .where(eq(spending.day, given.day));
});

const reserve = statement(({ orm, reservations }, given: Given<"messageId" | "day" | "tokens">) =>
  orm
    .insert(reservations)
    .values({ messageId: given.messageId, day: given.day, tokens: given.tokens })
    .onConflictDoUpdate({
      target: reservations.messageId,
      set: { day: sql`excluded.day`, tokens: sql`excluded.tokens` },
    }),
);

/** Puts what a call did cost in the place of what was reserved; null when that is not known. */
export async function settleTokens(
  transaction: Transaction,
  payer: Payer,
  tokens: number | null,
): Promise<void> {
  await transaction.together(...settlement(payer, tokens));
}

/** The same, to be run together with others. */
export function settlement({ messageId, userId }: Payer, tokens: number | null): Call[] {
  const end = call(endReservation, { messageId });
  return tokens === null ? [end] : [call(correct, { messageId, userId, tokens }), end];
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
  orm.delete(reservations).where(eq(reservations.messageId, given.messageId)),
);

/** What was reserved for these messages stays spent, whatever becomes of them. */
export async function keepSpent(transaction: Transaction, ids: readonly number[]): Promise<void> {
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
