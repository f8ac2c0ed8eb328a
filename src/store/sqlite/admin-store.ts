import { Database, SQLiteError } from "bun:sqlite";
import { statSync } from "node:fs";
import type { Clock } from "../../core/ports.ts";
import { ConfigError } from "../../core/errors.ts";
import { createAdminStore } from "../create-admin-store.ts";
import type { Tariff } from "../charges.ts";
import type { AdminStore, Totals } from "../admin-store.ts";
import { copyDatabase } from "./backup.ts";
import { createSqliteDriver } from "./driver.ts";
import { compareSchema } from "./migrate.ts";
import { storageError } from "./storage-fault.ts";
import { createWriter } from "./writer.ts";

/** The server commits in milliseconds; a program that holds the file for longer is not a server. */
const LOCK_TIMEOUT_MS = 5_000;

export interface SqliteAdminStore extends AdminStore {
  /**
   * Writes a consistent copy to a new file and returns its totals. Throws `ConfigError` if the file
   * exists or cannot be written.
   */
  backUp(file: string): Totals;
}

/**
 * Opens a second connection to a database that a server may be using. Throws `ConfigError` if there
 * is no database at `path` or its schema is not this program's.
 */
export function openAdminStore({
  path,
  clock,
  lockTimeoutMs = LOCK_TIMEOUT_MS,
  tariff,
  hasWebhook,
}: {
  readonly path: string;
  readonly clock: Pick<Clock, "now">;
  /** The time for which a statement blocks while another program is writing. */
  readonly lockTimeoutMs?: number;
  /** The prices of messages, for which messages that are written here reserve money. */
  readonly tariff?: Tariff | undefined;
  /** True if a receiver at EVENTS_WEBHOOK_URL is sent what happens. */
  readonly hasWebhook?: boolean | undefined;
}): SqliteAdminStore {
  refuseNothing(path);
  const database = open(path, lockTimeoutMs);
  const writer = createWriter(database, {
    refusal: () => null,
    explain: (cause) => storageError(path, cause),
  });
  // This connection sends nothing, pulled or not.
  const driver = createSqliteDriver({
    database,
    writer,
    clock,
    isPulled: false,
    tariff,
    hasWebhook,
  });
  const admin = createAdminStore(driver, async () => {
    await writer.end();
    database.close();
  });
  return {
    ...admin,
    eraseUser: async (id, by) => {
      const isErased = await admin.eraseUser(id, by);
      // The log of changes still contains the deleted rows.
      if (isErased) database.run("PRAGMA wal_checkpoint(TRUNCATE)");
      return isErased;
    },
    backUp: (file) => copyDatabase(database, file),
  };
}

function refuseNothing(path: string): void {
  try {
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
  } catch (cause) {
    throw storageError(path, cause);
  }
  throw new ConfigError([
    `There is no database at ${path} yet: start the bot once, or check DATABASE_URL and the folder that you are in.`,
  ]);
}

function open(path: string, lockTimeoutMs: number): Database {
  let database: Database | null = null;
  try {
    database = new Database(path, { readwrite: true, create: false, strict: true });
    database.run(`PRAGMA busy_timeout = ${lockTimeoutMs}`);
    database.run("PRAGMA synchronous = FULL");
    database.run("PRAGMA foreign_keys = ON");
    database.run("PRAGMA trusted_schema = OFF");
    database.run("PRAGMA secure_delete = ON");
    refuseOtherSchema(database, path);
    return database;
  } catch (cause) {
    database?.close();
    const error = storageError(path, cause);
    if (!(error instanceof SQLiteError)) throw error;
    throw new ConfigError([`The database ${path} cannot be read: ${error.message}`], { cause });
  }
}

function refuseOtherSchema(database: Database, path: string): void {
  const { missing, strangers } = compareSchema(database);
  if (strangers.length > 0) {
    throw new ConfigError([
      `The database ${path} was written by a newer version: run that version's command.`,
    ]);
  }
  if (missing.length > 0) {
    throw new ConfigError([
      `The database ${path} has an older schema: run whatsapp-ai-bot migrate, or start the bot.`,
    ]);
  }
}
