import { Database, SQLiteError } from "bun:sqlite";
import { ConfigError } from "../../core/errors.ts";
import type { Totals } from "../admin-store.ts";
import { compareSchema, refuseForeignTables } from "./migrate.ts";
import { damaged, errorOf, storageError } from "./storage-fault.ts";
import { totals } from "./totals.ts";

/**
 * Inspects a database without changing it, also beside a running server: intact, with this
 * program's schema, writable. Throws `ConfigError` or `TransientError` that states the fault.
 */
export function inspectDatabase(path: string): { totals: Totals; bytes: number } {
  let database: Database | null = null;
  try {
    database = new Database(path, { readwrite: true, create: false, strict: true });
    database.run("PRAGMA busy_timeout = 5000");
    const found = database.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get();
    if (found?.quick_check !== "ok") {
      throw errorOf(damaged(path, found?.quick_check ?? "it cannot be read"));
    }
    refuseForeignTables(database);
    const { missing, strangers } = compareSchema(database);
    if (strangers.length > 0) {
      throw new ConfigError([`${path} was written by a newer version: run that version.`]);
    }
    if (missing.length > 0) {
      throw new ConfigError([
        `${path} has an older schema: run whatsapp-ai-bot migrate, or start the bot.`,
      ]);
    }
    // Takes and releases the lock: nothing is written, but it could have been.
    database.run("BEGIN IMMEDIATE");
    database.run("ROLLBACK");
    return { totals: totals(database), bytes: sizeOf(database) };
  } catch (cause) {
    const error = storageError(path, cause);
    if (!(error instanceof SQLiteError)) throw error;
    throw new ConfigError([`${path} cannot be used: ${error.message}`], { cause });
  } finally {
    database?.close();
  }
}

// The file's size alone would omit the log of changes.
function sizeOf(database: Database): number {
  const size = database
    .query<{ bytes: number }, []>(
      "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()",
    )
    .get();
  return size?.bytes ?? 0;
}
