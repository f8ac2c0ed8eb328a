import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { acquireDatabase } from "./acquire-database.ts";
import { compareSchema } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { openDatabase } from "./open-database.ts";
import { storageError } from "./storage-fault.ts";

/**
 * Migrates the database at `path` to the newest schema, creating it if there is none, and returns
 * the names of the applied migrations. Throws `TransientError` while another process uses it or its
 * disk is full, `ConfigError` if it is damaged, newer or forbidden.
 */
export function migrateDatabase(
  path: string,
  now: number,
  onNotice?: (text: string) => void,
): string[] {
  const { path: found, lock } = acquireDatabase(path, { now, onNotice });
  try {
    const missing = existsSync(found) ? missingIn(found) : migrations.map(({ name }) => name);
    openDatabase(found).close();
    return missing;
  } catch (cause) {
    throw storageError(found, cause);
  } finally {
    lock.release();
  }
}

function missingIn(path: string): string[] {
  using database = new Database(path, { readonly: true });
  return compareSchema(database).missing.map(({ name }) => name);
}
