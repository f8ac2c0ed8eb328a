import { sql } from "drizzle-orm";
import type { CallRate } from "../../core/call-rate.ts";
import { type Driver, first, type Reader, type Transaction } from "../driver.ts";
import { insertRow, selectRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import type { StateKey } from "../maintenance.ts";
import { CLOCK_JUMP_MS } from "./open-work.ts";

const LEASE_MS = 30_000;
const HEARTBEAT_MS = 10_000;

export async function readState(reader: Reader, key: StateKey): Promise<string | null> {
  return (await first(reader, valueOf, { key }))?.value ?? null;
}

const valueOf = selectRows("settings", ["value"], { by: ["key"] });

export async function writeState(
  transaction: Transaction,
  key: StateKey,
  value: string,
): Promise<void> {
  await transaction.all(keepValue, { key, value, now: transaction.now });
}

export const keepValue = statement(({ orm, settings }, given: Given<"key" | "value" | "now">) =>
  orm
    .insert(settings)
    .values({ key: given.key, value: given.value, updatedAt: given.now })
    .onConflictDoUpdate({
      target: settings.key,
      set: { value: sql`excluded.value`, updatedAt: sql`excluded.updated_at` },
    }),
);

interface Task {
  readonly task: string;
  readonly restMs: number;
  readonly work: () => Promise<void>;
}

interface TaskLease {
  readonly owner: string;
  readonly until: number;
}

/**
 * Runs a task unless another server runs it, or began it less than `restMs` ago. Uses a lease in a
 * row, not a lock of a session: a pool opens and closes its connections, some proxies share them,
 * and the time of the last start must be stored anyway.
 */
export async function runExclusively(
  driver: Driver,
  { task, restMs, work }: Task,
): Promise<boolean> {
  const owner = crypto.randomUUID();
  const key = `task:${task}`;
  const startedAt = await driver.transact((transaction) =>
    claimTask(transaction, key, owner, restMs),
  );
  if (startedAt === null) return false;
  const hold = (until: (now: number) => number) =>
    driver.transact(async (transaction) => {
      if ((await leaseOf(transaction, key))?.owner !== owner) return;
      await keepLease(transaction, key, { owner, until: until(transaction.now) });
    });
  const beat = setInterval(() => {
    void hold((now) => now + LEASE_MS).catch(() => {});
  }, HEARTBEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(beat);
    await hold(() => startedAt + restMs);
  }
  return true;
}

/** Locks a value until the end of the transaction, and stores `initial` if there is none. */
async function lockState(transaction: Transaction, key: string, initial: string): Promise<string> {
  // If two servers find no row, the second waits here, and then reads what the first wrote.
  await transaction.all(makeRow, { key, value: initial, now: transaction.now });
  return (await first(transaction, lockedValue, { key }))?.value ?? initial;
}

/** A minute, and the time by which one call may travel faster than another. */
const PACE_MS = 61_000;

/**
 * Takes one of `perMinute` places, which all servers share; after `atOnce` of them the others are
 * spread over the minute. Returns 0, or how long to wait until one is free; then none is taken.
 * Need not be synced: a power cut takes longer than a minute.
 */
export async function takePlace(
  transaction: Transaction,
  name: string,
  { perMinute, atOnce = perMinute }: CallRate,
): Promise<number> {
  const { now } = transaction;
  const key = `pace:${name}`;
  const stored = await lockState(transaction, key, "[]");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
  const places = JSON.parse(stored) as readonly number[];
  // A time in the future was written under another clock.
  const taken = places.filter((at) => at > now - PACE_MS && at <= now + CLOCK_JUMP_MS);
  const [oldest] = taken.slice(-perMinute);
  const last = taken.at(-1);
  let freeAt = now;
  if (taken.length >= perMinute && oldest !== undefined) freeAt = oldest + PACE_MS;
  else if (taken.length >= atOnce && last !== undefined) {
    freeAt = last + Math.ceil(PACE_MS / (perMinute - atOnce));
  }
  if (freeAt > now) return Math.min(freeAt - now, PACE_MS);
  await transaction.all(keepValue, { key, value: JSON.stringify([...taken, now]), now });
  return 0;
}

/** Claims a task and returns the time, or null if the task is not free. */
async function claimTask(
  transaction: Transaction,
  key: string,
  owner: string,
  restMs: number,
): Promise<number | null> {
  const { now } = transaction;
  await lockState(transaction, key, JSON.stringify({ owner: "", until: 0 }));
  const held = await leaseOf(transaction, key);
  // A time further ahead than any claim reaches was written under another clock.
  const isHeld =
    held !== null && held.until > now && held.until <= now + LEASE_MS + restMs + CLOCK_JUMP_MS;
  if (isHeld) return null;
  await keepLease(transaction, key, { owner, until: now + LEASE_MS });
  return now;
}

const makeRow = insertRow("settings", ["key", "value", "now"], { orNothing: true });

async function leaseOf(transaction: Transaction, key: string): Promise<TaskLease | null> {
  const row = await first(transaction, lockedValue, { key });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
  return row === undefined ? null : (JSON.parse(row.value) as TaskLease);
}

const lockedValue = selectRows("settings", ["value"], { by: ["key"], isLocked: true });

async function keepLease(transaction: Transaction, key: string, lease: TaskLease): Promise<void> {
  const value = JSON.stringify(lease);
  await transaction.all(keepValue, { key, value, now: transaction.now });
}
