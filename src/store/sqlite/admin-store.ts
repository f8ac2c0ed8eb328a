import type { Database } from "bun:sqlite";
import { statSync } from "node:fs";
import type { Clock } from "../../core/ports.ts";
import { ConfigError } from "../../core/errors.ts";
import { refuseOtherSchema } from "../compare-schema.ts";
import { createAdminStore, type AdminStore } from "../admin-store.ts";
import type { StepSettings } from "../step-settings.ts";
import type { Totals } from "../totals.ts";
import { copyDatabase } from "./backup.ts";
import { createSqliteDriver } from "./driver.ts";
import { openExisting, unusable } from "./existing-database.ts";
import { compareSchema } from "./migrate.ts";
import { storageError } from "./storage-fault.ts";
import { createWriter } from "./writer.ts";

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
  lockTimeoutMs,
  ...settings
}: StepSettings & {
  readonly path: string;
  readonly clock: Pick<Clock, "now">;
  /** The time for which a statement blocks while another program is writing. */
  readonly lockTimeoutMs?: number;
}): SqliteAdminStore {
  refuseNothing(path);
  const database = open(path, lockTimeoutMs);
  const writer = createWriter(database, {
    refusal: () => null,
    explain: (cause) => storageError(path, cause),
  });
  // This connection sends nothing, pulled or not.
  const driver = createSqliteDriver({ database, writer, clock, isPulled: false, ...settings });
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

function open(path: string, lockTimeoutMs: number | undefined): Database {
  let database: Database | null = null;
  try {
    database = openExisting(path, { readwrite: true }, lockTimeoutMs);
    database.run("PRAGMA synchronous = FULL");
    database.run("PRAGMA foreign_keys = ON");
    database.run("PRAGMA secure_delete = ON");
    refuseOtherSchema(`The database ${path}`, compareSchema(database));
    return database;
  } catch (cause) {
    database?.close();
    throw unusable(path, cause);
  }
}
