import type { Database } from "bun:sqlite";
import { NO_OTHERS } from "../../core/event-bus.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import type { AdminStore } from "../admin-store.ts";
import { createStore, type Store } from "../store.ts";
import type { Driver } from "../driver.ts";
import type { StepSettings } from "../step-settings.ts";
import { freeAllLanes } from "../steps/lanes.ts";
import { acquireDatabase } from "./acquire-database.ts";
import { createSqliteDriver } from "./driver.ts";
import { MEMORY, openDatabase } from "./open-database.ts";
import { rescue } from "./rescue.ts";
import { storageError } from "./storage-fault.ts";
import { type StorageWatch, watchStorage } from "./watch-storage.ts";
import { createWriter } from "./writer.ts";

/** A few megabytes: the database is locked while they are freed. */
const PAGES_AT_ONCE = 1_000;

export interface SqliteStore extends Store {
  /** The watch over its files; null for a database in memory. */
  readonly storage: StorageWatch | null;
  /** The owner's steps on the same connection, for a database in memory, which has no second one. */
  readonly admin: AdminStore | null;
}

/**
 * Opens the store in one SQLite file (or `:memory:`), for this process alone. Throws
 * `TransientError` if another process uses it or its disk is full, `ConfigError` if `path` is not
 * an intact database. `isPulled` if parts are sent in responses (`claimReply`) instead of by the
 * bot.
 */
export async function openSqliteStore({
  path,
  clock,
  isPulled = false,
  log,
  ...settings
}: StepSettings & {
  readonly path: string;
  readonly clock: Clock;
  readonly isPulled?: boolean;
  readonly log?: Logger;
}): Promise<SqliteStore> {
  const { database, storage, close } = openFile(path, clock, log);
  const writer = createWriter(database, storage ?? undefined);
  const driver = createSqliteDriver({ database, writer, clock, isPulled, ...settings });
  try {
    // The holders of lanes have ended: this is the only process.
    await driver.transact((transaction) => transaction.all(freeAllLanes, {}), { isSynced: false });
  } catch (cause) {
    close();
    throw storageError(path, cause);
  }
  const store = createStore(driver, {
    // Not inside a transaction, which would free nothing.
    compact: async () => {
      await writer.settle();
      database.run(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
      database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    },
    isShared: false,
    events: NO_OTHERS,
    exclusively: async (_task, _restMs, work) => {
      await work();
      return true;
    },
    close: async () => {
      await writer.end();
      close();
    },
  });
  return { ...store, storage, admin: storage === null ? await adminOf(driver) : null };
}

async function adminOf(driver: Driver): Promise<AdminStore> {
  const { createAdminStore } = await import("../admin-store.ts");
  return createAdminStore(driver, async () => {});
}

interface OpenFile {
  readonly database: Database;
  readonly storage: StorageWatch | null;
  close(): void;
}

function openFile(given: string, clock: Clock, log: Logger | undefined): OpenFile {
  if (given === MEMORY) {
    const database = openDatabase(given);
    return { database, storage: null, close: () => database.close() };
  }
  const onNotice = (outcome: string) => log?.warn("interrupted restore settled", { outcome });
  const { path, lock } = acquireDatabase(given, { now: clock.now(), onNotice });
  try {
    const database = openDatabase(path);
    const storage = watchStorage({ database, path, lock, clock, log });
    const close = () => {
      try {
        storage.stop();
        if (storage.fault()?.kind === "moved") rescue(database, path, clock.now(), log);
        else database.run("PRAGMA wal_checkpoint(TRUNCATE)");
      } catch (error) {
        // The rest stays in the log of changes, and the next start reads it.
        log?.warn("database shutdown incomplete", { error });
      }
      database.close();
      lock.release();
    };
    return { database, storage, close };
  } catch (error) {
    lock.release();
    throw storageError(path, error);
  }
}
