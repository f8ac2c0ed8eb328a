import { and, asc, eq, gt, inArray, lt, lte, min, or, sql } from "drizzle-orm";
import type { Lane } from "../store.ts";
import type { Connection, Transaction } from "./connection.ts";
import { deliveries, IDLE, lanes, messages } from "./schema.ts";
import { isHeldBy } from "./transact.ts";

/** A stored moment further ahead than this was written under another clock, and counts as now. */
export const CLOCK_JUMP_MS = 10 * 60_000;

/**
 * Locks a user's lane until the commit and makes it due at `at`, or leaves it due earlier. What
 * changes a user's rows outside their lane comes here before it touches any of them: everybody locks
 * in the same order, the lane first.
 */
export async function readyLane({ orm }: Transaction, userId: number, at: number): Promise<void> {
  await orm
    .insert(lanes)
    .values({ userId, readyAt: at })
    .onConflictDoUpdate({
      target: lanes.userId,
      set: { readyAt: sql`least(${lanes.readyAt}, ${at}::bigint)` },
    });
}

/** Only locks it; a lane that is not there yet is made, and idle. */
export function lockLane(transaction: Transaction, userId: number): Promise<void> {
  return readyLane(transaction, userId, IDLE);
}

export async function claimLane(
  { orm, time }: Connection,
  owner: string,
  leaseMs: number,
): Promise<Lane | null> {
  const isFree = or(
    lt(lanes.leaseUntil, time),
    gt(lanes.leaseUntil, sql`${time} + ${CLOCK_JUMP_MS}`),
  );
  const isReady = or(lte(lanes.readyAt, time), gt(lanes.readyAt, sql`${time} + ${CLOCK_JUMP_MS}`));
  const next = orm
    .select({ userId: lanes.userId })
    .from(lanes)
    // The first condition alone bounds how much of the index is read.
    .where(and(lt(lanes.readyAt, sql`${IDLE}::bigint`), isReady, isFree))
    .orderBy(asc(lanes.readyAt))
    .limit(1)
    .for("update", { skipLocked: true });
  const [claimed] = await orm
    .update(lanes)
    .set({ owner, leaseUntil: sql`${time} + ${leaseMs}`, epoch: sql`${lanes.epoch} + 1` })
    .where(eq(lanes.userId, sql`(${next})`))
    .returning();
  if (claimed === undefined) return null;
  return { userId: claimed.userId, owner, epoch: claimed.epoch, leaseUntil: claimed.leaseUntil };
}

export async function renewLane(
  { orm, time }: Connection,
  lane: Lane,
  leaseMs: number,
): Promise<Lane | null> {
  const [renewed] = await orm
    .update(lanes)
    .set({ leaseUntil: sql`${time} + ${leaseMs}` })
    .where(isHeldBy(lane))
    .returning({ leaseUntil: lanes.leaseUntil });
  return renewed === undefined ? null : { ...lane, leaseUntil: renewed.leaseUntil };
}

/** Runs with the lane locked, so that what is received meanwhile waits, and is not forgotten. */
export async function releaseLane(transaction: Transaction, lane: Lane): Promise<boolean> {
  const readyAt = (await nextWork(transaction, lane.userId))?.runAt ?? IDLE;
  await transaction.orm
    .update(lanes)
    .set({ owner: null, leaseUntil: 0, readyAt })
    .where(eq(lanes.userId, lane.userId));
  return true;
}

export async function nextReadyAt({ orm, time }: Connection): Promise<number | null> {
  const [found] = await orm
    .select({ readyAt: min(lanes.readyAt) })
    .from(lanes)
    .where(and(lt(lanes.readyAt, sql`${IDLE}::bigint`), lt(lanes.leaseUntil, time)));
  return found?.readyAt ?? null;
}

export type OpenWork =
  | {
      readonly kind: "message";
      readonly id: number;
      readonly runAt: number;
      readonly starts: number;
      readonly updatedAt: number;
    }
  | {
      readonly kind: "part";
      readonly id: number;
      readonly runAt: number;
      readonly isSending: boolean;
    };

/**
 * What a user's lane has to do first. Where parts are pulled that is whatever is due first, an answer
 * or a look-up, because neither sends anything.
 */
export async function nextWork(connection: Connection, userId: number): Promise<OpenWork | null> {
  if (!connection.isPulled) return oldestOpenWork(connection, userId);
  const message = await oldestWaiting(connection, userId);
  const part = await earliestLookup(connection, userId);
  if (part === null || message === null) return part ?? message;
  return message.runAt <= part.runAt ? message : part;
}

/**
 * What stands first in a user's line: the open parts of the oldest message that has some, else the
 * oldest message that waits for its answer. What stands behind waits with it, whenever it is due.
 */
async function oldestOpenWork(connection: Connection, userId: number): Promise<OpenWork | null> {
  // The partial indexes are found only by their own literal conditions.
  const [part] = await connection.orm
    .select({
      id: deliveries.id,
      messageId: deliveries.messageId,
      runAt: deliveries.runAt,
      state: deliveries.state,
    })
    .from(deliveries)
    .where(and(eq(deliveries.userId, userId), sql`state in ('pending', 'sending')`))
    .orderBy(deliveries.messageId, deliveries.part)
    .limit(1);
  const message = await oldestWaiting(connection, userId);
  if (part !== undefined && (message === null || part.messageId <= message.id)) {
    return { kind: "part", id: part.id, runAt: part.runAt, isSending: part.state === "sending" };
  }
  return message;
}

async function oldestWaiting({ orm }: Connection, userId: number): Promise<OpenWork | null> {
  const { id, runAt, starts, updatedAt } = messages;
  const [message] = await orm
    .select({ id, runAt, starts, updatedAt })
    .from(messages)
    .where(and(eq(messages.userId, userId), sql`state = 'received'`))
    .orderBy(messages.id)
    .limit(1);
  return message === undefined ? null : { kind: "message", ...message };
}

async function earliestLookup({ orm }: Connection, userId: number): Promise<OpenWork | null> {
  const { id, runAt } = deliveries;
  const [part] = await orm
    .select({ id, runAt })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.userId, userId),
        // This one finds the index, the next one chooses.
        sql`state in ('pending', 'sending')`,
        sql`state = 'sending'`,
      ),
    )
    .orderBy(runAt, id)
    .limit(1);
  return part === undefined ? null : { kind: "part", ...part, isSending: true };
}

export function isDue(runAt: number, now: number): boolean {
  return runAt <= now || runAt > now + CLOCK_JUMP_MS;
}

/** Locks the lanes of several users, in the one order in which everybody does. */
export async function lockLanes({ orm }: Transaction, userIds: readonly number[]): Promise<void> {
  await orm
    .select({ userId: lanes.userId })
    .from(lanes)
    .where(inArray(lanes.userId, [...userIds]))
    .orderBy(lanes.userId)
    .for("update");
}
