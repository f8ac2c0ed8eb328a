import { and, asc, eq, gt, isNull, lt, lte, min, sql } from "drizzle-orm";
import type { Lane } from "../store.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { deliveries, IDLE, lanes, messages } from "./schema.ts";

/** A stored moment further ahead than this was written under another clock, and counts as now. */
export const CLOCK_JUMP_MS = 10 * 60_000;

/** Makes a user's lane due at `at`, or leaves it due earlier. */
export function readyLane(connection: Connection, userId: number, at: number): void {
  upsertReady(connection).run({ userId, at });
}

const upsertReady = prepared((orm) =>
  orm
    .insert(lanes)
    .values({ userId: given("userId"), readyAt: given("at") })
    .onConflictDoUpdate({
      target: lanes.userId,
      set: { readyAt: sql`min(${lanes.readyAt}, excluded.ready_at)` },
    })
    .prepare(),
);

export function claimLane(connection: Connection, owner: string, leaseMs: number): Lane | null {
  const now = connection.now();
  const due = lte(lanes.readyAt, now);
  const written = and(gt(lanes.readyAt, now + CLOCK_JUMP_MS), lt(lanes.readyAt, IDLE));
  const next = firstLane(connection, due) ?? firstLane(connection, written);
  if (next === null) return null;
  const claimed = connection.orm
    .update(lanes)
    .set({ owner, leaseUntil: now + leaseMs, epoch: sql`${lanes.epoch} + 1` })
    .where(eq(lanes.userId, next))
    .returning()
    .get();
  return { userId: claimed.userId, owner, epoch: claimed.epoch, leaseUntil: claimed.leaseUntil };
}

function firstLane({ orm }: Connection, condition: ReturnType<typeof and>): number | null {
  const found = orm
    .select({ userId: lanes.userId })
    .from(lanes)
    // One process: an owner lives until it lets go, or until the next start frees every lane.
    .where(and(isNull(lanes.owner), condition))
    .orderBy(asc(lanes.readyAt))
    .limit(1)
    .get();
  return found?.userId ?? null;
}

/** The fence: whether this claim still stands. Every write of a lane's holder asks first. */
export function holdsLane({ orm }: Connection, lane: Lane): boolean {
  return orm.select({ userId: lanes.userId }).from(lanes).where(isHeldBy(lane)).get() !== undefined;
}

export function renewLane(connection: Connection, lane: Lane, leaseMs: number): Lane | null {
  const leaseUntil = connection.now() + leaseMs;
  const renewed = connection.orm
    .update(lanes)
    .set({ leaseUntil })
    .where(isHeldBy(lane))
    .returning({ userId: lanes.userId })
    .get();
  return renewed === undefined ? null : { ...lane, leaseUntil };
}

export function releaseLane(connection: Connection, lane: Lane): boolean {
  const readyAt = nextWork(connection, lane.userId)?.runAt ?? IDLE;
  const released = connection.orm
    .update(lanes)
    .set({ owner: null, leaseUntil: 0, readyAt })
    .where(isHeldBy(lane))
    .returning({ userId: lanes.userId })
    .get();
  return released !== undefined;
}

export function freeAllLanes({ orm }: Connection): void {
  orm
    .update(lanes)
    .set({ owner: null, leaseUntil: 0 })
    .where(sql`${lanes.owner} is not null`)
    .run();
}

export function nextReadyAt(connection: Connection): number | null {
  const found = earliestReady(connection).get();
  return found?.readyAt == null || found.readyAt === IDLE ? null : found.readyAt;
}

const earliestReady = prepared((orm) =>
  orm
    .select({ readyAt: min(lanes.readyAt) })
    .from(lanes)
    .where(isNull(lanes.owner))
    .prepare(),
);

export type OpenWork =
  | { readonly kind: "message"; readonly id: number; readonly runAt: number }
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
export function nextWork(connection: Connection, userId: number): OpenWork | null {
  if (!connection.isPulled) return oldestOpenWork(connection, userId);
  const message = oldestWaiting(connection, userId);
  const part = earliestLookup(connection, userId);
  if (part === null || message === null) return part ?? message;
  return message.runAt <= part.runAt ? message : part;
}

/**
 * What stands first in a user's line: the open parts of the oldest message that has some, else the
 * oldest message that waits for its answer. What stands behind waits with it, whenever it is due.
 */
function oldestOpenWork(connection: Connection, userId: number): OpenWork | null {
  // The partial indexes are found only by their own literal conditions.
  const part = connection.orm
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.userId, userId), sql`state in ('pending', 'sending')`))
    .orderBy(deliveries.messageId, deliveries.part)
    .limit(1)
    .get();
  const message = oldestWaiting(connection, userId);
  if (part !== undefined && (message === null || part.messageId <= message.id)) {
    return {
      kind: "part",
      id: part.id,
      runAt: part.runAt,
      isSending: part.state === "sending",
    };
  }
  return message;
}

function oldestWaiting({ orm }: Connection, userId: number): OpenWork | null {
  const message = orm
    .select({ id: messages.id, runAt: messages.runAt })
    .from(messages)
    .where(and(eq(messages.userId, userId), sql`state = 'received'`))
    .orderBy(messages.id)
    .limit(1)
    .get();
  return message === undefined ? null : { kind: "message", ...message };
}

function earliestLookup({ orm }: Connection, userId: number): OpenWork | null {
  const { id, runAt } = deliveries;
  const part = orm
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
    .limit(1)
    .get();
  return part === undefined ? null : { kind: "part", ...part, isSending: true };
}

export function isDue(runAt: number, now: number): boolean {
  return runAt <= now || runAt > now + CLOCK_JUMP_MS;
}

function isHeldBy(lane: Lane): ReturnType<typeof and> {
  return and(
    eq(lanes.userId, lane.userId),
    eq(lanes.epoch, lane.epoch),
    eq(lanes.owner, lane.owner),
  );
}
