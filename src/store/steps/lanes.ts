import { and, asc, eq, gt, isNotNull, isNull, lt, lte, min, or, type SQL, sql } from "drizzle-orm";
import type { Lane, Released } from "../../core/lane.ts";
import { type Call, call, first, type Reader, type Transaction } from "../driver.ts";
import { updateRows } from "../plain-statements.ts";
import { type Dialect, type Given, statement } from "../statement.ts";
import { IDLE, type Tables } from "../tables.ts";
import { CLOCK_JUMP_MS, isDue, nextWork, type OpenWork } from "./open-work.ts";

/**
 * Makes a user's lane due at `at`, or leaves it due earlier. On PostgreSQL it is locked until the
 * commit: a transaction that changes a user's rows outside their lane calls this first, so that all
 * lock in the same order, the lane first. `lastAt` is the time of a new message of the conversation.
 */
export async function readyLane(
  transaction: Transaction,
  userId: number,
  at: number,
  lastAt: number | null = null,
): Promise<void> {
  const { statement: ready, values } = makeReady(userId, at, lastAt);
  await transaction.all(ready, values);
}

/** Returns the same as a call, to be run together with others. */
export const makeReady = (userId: number, at: number, lastAt: number | null = null) =>
  call(upsertReady, { userId, at, lastAt });

const upsertReady = statement(({ orm, lanes, least }, given: Given<"userId" | "at" | "lastAt">) =>
  orm
    .insert(lanes)
    .values({ userId: given.userId, readyAt: given.at, lastAt: given.lastAt })
    .onConflictDoUpdate({
      target: lanes.userId,
      set: {
        readyAt: least(lanes.readyAt, sql`excluded.ready_at`),
        lastAt: sql`coalesce(excluded.last_at, ${lanes.lastAt})`,
      },
    }),
);

/** Locks a user's lane, if more than one process may work on it; a missing one is created. */
export async function lockLane(transaction: Transaction, userId: number): Promise<void> {
  if (transaction.dialect === "postgres") await transaction.all(touchLane, { userId });
}

const touchLane = statement(({ orm, lanes, users }, given: Given<"userId">) =>
  orm
    .insert(lanes)
    .select(idleLanes({ orm, users }, eq(users.id, given.userId)))
    .onConflictDoUpdate({ target: lanes.userId, set: { readyAt: sql`${lanes.readyAt}` } }),
);

/** Creates an idle lane for every user without one, as in a copied database. */
export const makeLanes = statement(({ orm, lanes, users }) =>
  orm
    .insert(lanes)
    .select(
      idleLanes(
        { orm, users },
        sql`not exists (select 1 from lanes where lanes.user_id = ${users.id})`,
      ),
    )
    .onConflictDoNothing(),
);

function idleLanes({ orm, users }: Pick<Dialect, "orm"> & Pick<Tables, "users">, which: SQL) {
  return orm
    .select({
      userId: users.id,
      owner: sql<string | null>`null`.as("owner"),
      leaseUntil: sql<number>`0`.as("lease_until"),
      epoch: sql<number>`0`.as("epoch"),
      readyAt: sql<number>`${sql.raw(String(IDLE))}`.as("ready_at"),
      lastAt: sql<number | null>`null`.as("last_at"),
    })
    .from(users)
    .where(which);
}

/**
 * Returns the opening that claims the lane that has waited longest among those that are due and
 * free.
 */
export function claiming(owner: string, leaseMs: number) {
  return { statement: claim, values: { owner, leaseMs } };
}

const claim = statement(
  ({ orm, lanes, name, time, whole, locked }, given: Given<"owner" | "leaseMs">) => {
    const ahead = sql`${time} + ${CLOCK_JUMP_MS}`;
    const isFree =
      name === "sqlite"
        ? // One process: an owner lives until it lets go, or until the next start frees every lane.
          isNull(lanes.owner)
        : or(lt(lanes.leaseUntil, time), gt(lanes.leaseUntil, ahead));
    const next = locked(
      orm
        .select({ userId: lanes.userId })
        .from(lanes)
        .where(
          and(
            // Only this condition bounds how much of the index is read.
            lt(lanes.readyAt, sql.raw(String(IDLE))),
            or(lte(lanes.readyAt, time), gt(lanes.readyAt, ahead)),
            isFree,
          ),
        )
        .orderBy(asc(lanes.readyAt))
        .limit(1),
      { skipLocked: true },
    );
    return orm
      .update(lanes)
      .set({
        owner: given.owner,
        leaseUntil: sql`${time} + ${whole(given.leaseMs)}`,
        epoch: sql`${lanes.epoch} + 1`,
      })
      .where(eq(lanes.userId, sql`(${next})`))
      .returning({
        userId: lanes.userId,
        epoch: lanes.epoch,
        leaseUntil: lanes.leaseUntil,
        now: time,
        nextReadyAt: sql`(select min(other.ready_at) from lanes as other
          where other.ready_at < ${sql.raw(String(IDLE))} and other.user_id <> lanes.user_id
            and ${name === "sqlite" ? sql`other.owner is null` : sql`other.lease_until < ${time}`})`.mapWith(
          Number,
        ),
      });
  },
);

/**
 * Returns the opening that checks a claim: it is still valid, and no other transaction changes its
 * lane until the commit.
 */
export function holding({ userId, epoch, owner }: Lane) {
  return { statement: held, values: { userId, epoch, owner } };
}

const held = statement(
  ({ orm, lanes, time, locked }, { userId, epoch, owner }: Given<"userId" | "epoch" | "owner">) =>
    locked(
      orm
        .select({ now: time })
        .from(lanes)
        .where(and(eq(lanes.userId, userId), eq(lanes.epoch, epoch), eq(lanes.owner, owner))),
    ),
);

/** Extends a valid claim. */
export async function renewLane(
  transaction: Transaction,
  lane: Lane,
  leaseMs: number,
): Promise<Lane> {
  await transaction.together(...renewal(transaction, lane, leaseMs));
  return { ...lane, leaseUntil: transaction.now + leaseMs };
}

/** Returns the same as calls, to be run together with others. */
export function renewal({ dialect, now }: Transaction, { userId }: Lane, leaseMs: number): Call[] {
  // SQLite's one process holds a lane until it releases it, and no lease expires.
  if (dialect === "sqlite") return [];
  return [call(extendLease, { userId, leaseUntil: now + leaseMs })];
}

const extendLease = updateRows("lanes", ["leaseUntil"], { by: ["userId"] });

/**
 * Releases a lane, due when its oldest open work is. Its row is locked by the fence, so that a
 * message received meanwhile waits, and is not missed.
 */
export async function releaseLane(transaction: Transaction, lane: Lane): Promise<Released> {
  const work = await nextWork(transaction, lane.userId);
  await transaction.together(release(lane, work));
  return { untilNextMs: untilReady(work?.runAt ?? null, transaction.now) };
}

/**
 * Returns the call that releases a lane whose oldest open work is known, to be run together with
 * others.
 */
export const release = ({ userId }: Lane, work: OpenWork | null): Call =>
  call(free, { userId, readyAt: work?.runAt ?? IDLE });

const free = updateRows("lanes", ["readyAt"], {
  set: { owner: null, leaseUntil: 0 },
  by: ["userId"],
});

/** Frees every lane at a start on SQLite, where this file's only process has ended. */
export const freeAllLanes = updateRows("lanes", [], {
  set: { owner: null, leaseUntil: 0 },
  where: ({ lanes }) => isNotNull(lanes.owner),
});

export async function untilDue(reader: Reader): Promise<number | null> {
  const next = await first(reader, earliestReady, {});
  return next === undefined ? null : untilReady(next.readyAt, next.now);
}

/** Returns in how many milliseconds a lane is due, at most 0 if it is; null if it is not to be. */
export function untilReady(readyAt: number | null, now: number): number | null {
  if (readyAt === null) return null;
  return isDue(readyAt, now) ? Math.min(readyAt - now, 0) : readyAt - now;
}

const earliestReady = statement(({ orm, lanes, name, time }) =>
  orm
    .select({ readyAt: min(lanes.readyAt), now: time })
    .from(lanes)
    .where(
      and(
        lt(lanes.readyAt, sql.raw(String(IDLE))),
        name === "sqlite" ? isNull(lanes.owner) : lt(lanes.leaseUntil, time),
      ),
    ),
);
