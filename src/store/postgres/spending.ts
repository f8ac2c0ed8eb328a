import { and, eq, inArray, sql } from "drizzle-orm";
import {
  type Budget,
  judgeSpending,
  NOTHING_SPENT,
  type Reserved,
  type Spent,
} from "../spending.ts";
import type { Connection, Transaction } from "./connection.ts";
import { reservations, spending } from "./schema.ts";

/** Names the one lock under which a limit of all users together is judged. */
const EVERYBODYS_LOCK = 4_807_230_119;
/** Whose rows an SQLite database that was copied here has as well: everybody's total. */
const EVERYBODY = 0;

/**
 * Counts what a call may cost as spent, unless that would pass a limit of the day. It comes last
 * among a transaction's locks: all users' calls are judged one after the other until they commit.
 *
 * There is no row of everybody's total, because every answer would wait for it even where nothing is
 * limited. What all have spent is the sum of the users' rows of that day, so that a limit counts what
 * was spent before it was set, too; only whoever judges such a limit waits for the others who do.
 */
export async function reserveTokens(
  transaction: Transaction,
  { messageId, userId }: { readonly messageId: number; readonly userId: number },
  budget: Budget,
): Promise<Reserved> {
  const { orm } = transaction;
  const { day, tokens } = budget;
  const reserved = await judge(transaction, userId, budget);
  if (reserved !== "reserved") {
    await add(transaction, day, userId, { isNoticed: true });
    return reserved;
  }
  await add(transaction, day, userId, { tokens });
  // A call that a crash cut off was paid for all the same: its reservation stays spent.
  await orm
    .insert(reservations)
    .values({ messageId, day, tokens })
    .onConflictDoUpdate({ target: reservations.messageId, set: { day, tokens } });
  return reserved;
}

async function judge(transaction: Transaction, userId: number, budget: Budget): Promise<Reserved> {
  const { day, dailyLimit, dailyLimitPerUser } = budget;
  if (dailyLimit === 0 && dailyLimitPerUser === 0) return "reserved";
  // A user's own row needs no lock: it is only ever written under their lane's.
  const mine = await spentOn(transaction, day, userId);
  const alone = judgeSpending(budget, mine, 0);
  if (dailyLimit === 0 || alone !== "reserved") return alone;
  // Whoever waited here sees in the next statement what the one before has committed.
  await transaction.orm.execute(sql`select pg_advisory_xact_lock(${EVERYBODYS_LOCK}::bigint)`);
  return judgeSpending(budget, mine, await spentByAll(transaction, day));
}

async function spentByAll({ orm }: Transaction, day: string): Promise<number> {
  const [found] = await orm
    .select({ tokens: sql`coalesce(sum(${spending.tokens}), 0)`.mapWith(Number) })
    .from(spending)
    .where(and(eq(spending.day, day), sql`${spending.userId} <> ${EVERYBODY}`));
  return found?.tokens ?? 0;
}

/** Puts what a call did cost in the place of what was reserved; null when nobody knows. */
export async function settleTokens(
  transaction: Transaction,
  { messageId, userId }: { readonly messageId: number; readonly userId: number },
  tokens: number | null,
): Promise<void> {
  const [reserved] = await transaction.orm
    .delete(reservations)
    .where(eq(reservations.messageId, messageId))
    .returning();
  if (reserved === undefined || tokens === null) return;
  await add(transaction, reserved.day, userId, { tokens: tokens - reserved.tokens });
}

/** What was reserved for these messages stays spent, whatever becomes of them. */
export async function keepSpent(
  { orm }: Transaction,
  messageIds: readonly number[],
): Promise<void> {
  await orm.delete(reservations).where(inArray(reservations.messageId, [...messageIds]));
}

export async function countMedia(
  transaction: Transaction,
  day: string,
  userId: number,
): Promise<void> {
  await add(transaction, day, userId, { media: 1 });
}

export async function spentOn({ orm }: Connection, day: string, userId: number): Promise<Spent> {
  const [row] = await orm
    .select()
    .from(spending)
    .where(and(eq(spending.day, day), eq(spending.userId, userId)));
  return row ?? NOTHING_SPENT;
}

async function add(
  { orm }: Transaction,
  day: string,
  userId: number,
  { tokens = 0, media = 0, isNoticed = false }: Partial<Spent>,
): Promise<void> {
  await orm
    .insert(spending)
    .values({ day, userId, tokens, media, isNoticed })
    .onConflictDoUpdate({
      target: [spending.day, spending.userId],
      set: {
        tokens: sql`${spending.tokens} + excluded.tokens`,
        media: sql`${spending.media} + excluded.media`,
        isNoticed: sql`${spending.isNoticed} or excluded.is_noticed`,
      },
    });
}
