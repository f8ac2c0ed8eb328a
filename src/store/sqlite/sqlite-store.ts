import type { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "../../core/ports.ts";
import { createStore } from "../create-store.ts";
import { freeAllLanes } from "../steps/lanes.ts";
import type { Store } from "../store.ts";
import { createSqliteDriver } from "./driver.ts";
import { type InstanceLock, lockInstance } from "./instance-lock.ts";
import { MEMORY, openDatabase } from "./open-database.ts";
import { createWriter } from "./writer.ts";

/** A few megabytes: the database is locked while they are given back. */
const PAGES_AT_ONCE = 1_000;

/**
 * The store in one SQLite file (or `:memory:`), for this process alone. Throws `TransientError`
 * when another process has it, `ConfigError` when `path` holds no healthy database. `isPulled` when
 * parts go out in responses (`takeReply`) instead of being sent.
 */
export async function openSqliteStore({
  path,
  clock,
  isPulled = false,
}: {
  readonly path: string;
  readonly clock: Clock;
  readonly isPulled?: boolean;
}): Promise<Store> {
  const { database, lock } = openLocked(path);
  const writer = createWriter(database);
  const driver = createSqliteDriver({ database, writer, clock, isPulled });
  // The holders of lanes are gone: this is the only process.
  await driver.transact((transaction) => transaction.all(freeAllLanes, {}), { isSynced: false });
  return createStore(driver, {
    // Not inside a transaction: within one nothing is given back.
    compact: async () => {
      await writer.settle();
      database.run(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
      database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    },
    // There is no other process.
    isShared: false,
    tell: () => {},
    hear: () => {},
    exclusively: async (_task, _restMs, work) => {
      await work();
      return true;
    },
    close: async () => {
      await writer.settle();
      database.run("PRAGMA wal_checkpoint(TRUNCATE)");
      database.close();
      lock?.release();
    },
  });
}

function openLocked(path: string): { database: Database; lock: InstanceLock | null } {
  if (path === MEMORY) return { database: openDatabase(path), lock: null };
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = lockInstance(path);
  try {
    return { database: openDatabase(path), lock };
  } catch (error) {
    lock.release();
    throw error;
  }
}
