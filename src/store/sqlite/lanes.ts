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
  const next =
    firstDue(connection).get({ now }) ?? firstAhead(connection).get({ now: now + CLOCK_JUMP_MS });
  if (next === undefined) return null;
  const leaseUntil = now + leaseMs;
  takeLane(connection).run({ userId: next.userId, owner, leaseUntil });
  return { userId: next.userId, owner, epoch: next.epoch + 1, leaseUntil };
}

const firstDue = prepared((orm) => firstLane(orm, lte(lanes.readyAt, given("now"))).prepare());

const firstAhead = prepared((orm) =>
  firstLane(orm, and(gt(lanes.readyAt, given("now")), lt(lanes.readyAt, IDLE))).prepare(),
);

function firstLane(orm: Connection["orm"], condition: ReturnType<typeof and>) {
  return (
    orm
      .select({ userId: lanes.userId, epoch: lanes.epoch })
      .from(lanes)
      // One process: an owner lives until it lets go, or until the next start frees every lane.
      .where(and(isNull(lanes.owner), condition))
      .orderBy(asc(lanes.readyAt))
      .limit(1)
  );
}

const takeLane = prepared((orm) =>
  orm
    .update(lanes)
    .set({ owner: given("owner"), leaseUntil: given("leaseUntil"), epoch: sql`${lanes.epoch} + 1` })
    .where(eq(lanes.userId, given("userId")))
    .prepare(),
);

/** The fence: whether this claim still stands. Every write of a lane's holder asks first. */
export function holdsLane(connection: Connection, { userId, epoch, owner }: Lane): boolean {
  return heldLane(connection).get({ userId, epoch, owner }) !== undefined;
}

const isHeld = and(
  eq(lanes.userId, given("userId")),
  eq(lanes.epoch, given("epoch")),
  eq(lanes.owner, given("owner")),
);

const heldLane = prepared((orm) =>
  orm.select({ userId: lanes.userId }).from(lanes).where(isHeld).prepare(),
);

export function renewLane(connection: Connection, lane: Lane, leaseMs: number): Lane | null {
  if (!holdsLane(connection, lane)) return null;
  const leaseUntil = connection.now() + leaseMs;
  extendLease(connection).run({ userId: lane.userId, leaseUntil });
  return { ...lane, leaseUntil };
}

const extendLease = prepared((orm) =>
  orm
    .update(lanes)
    .set({ leaseUntil: given("leaseUntil") })
    .where(eq(lanes.userId, given("userId")))
    .prepare(),
);

export function releaseLane(connection: Connection, lane: Lane): boolean {
  if (!holdsLane(connection, lane)) return false;
  const readyAt = nextWork(connection, lane.userId)?.runAt ?? IDLE;
  freeLane(connection).run({ userId: lane.userId, readyAt });
  return true;
}

const freeLane = prepared((orm) =>
  orm
    .update(lanes)
    .set({ owner: null, leaseUntil: 0, readyAt: given("readyAt") })
    .where(eq(lanes.userId, given("userId")))
    .prepare(),
);

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
  const part = firstOpenPart(connection).get({ userId });
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

// The partial indexes are found only by their own literal conditions.
const firstOpenPart = prepared((orm) =>
  orm
    .select({
      id: deliveries.id,
      messageId: deliveries.messageId,
      runAt: deliveries.runAt,
      state: deliveries.state,
    })
    .from(deliveries)
    .where(and(eq(deliveries.userId, given("userId")), sql`state in ('pending', 'sending')`))
    .orderBy(deliveries.messageId, deliveries.part)
    .limit(1)
    .prepare(),
);

function oldestWaiting(connection: Connection, userId: number): OpenWork | null {
  const message = firstWaiting(connection).get({ userId });
  return message === undefined ? null : { kind: "message", ...message };
}

const firstWaiting = prepared((orm) =>
  orm
    .select({
      id: messages.id,
      runAt: messages.runAt,
      starts: messages.starts,
      updatedAt: messages.updatedAt,
    })
    .from(messages)
    .where(and(eq(messages.userId, given("userId")), sql`state = 'received'`))
    .orderBy(messages.id)
    .limit(1)
    .prepare(),
);

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
