import { Database } from "bun:sqlite";
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { lockInstance } from "./instance-lock.ts";
import { compareSchema } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { openDatabase, refuseForeignFile } from "./open-database.ts";

/**
 * Brings the database at `path` to the newest schema, creating it when there is none, and returns
 * the names of what was applied. Throws `TransientError` while another process works on it,
 * `ConfigError` when it is damaged or newer.
 */
export function migrateDatabase(path: string): string[] {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  refuseForeignFile(path);
  const lock = lockInstance(path);
  try {
    const missing = existsSync(path) ? missingIn(path) : migrations.map(({ name }) => name);
    openDatabase(path).close();
    return missing;
  } finally {
    lock.release();
  }
}

function missingIn(path: string): string[] {
  using database = new Database(path, { readonly: true });
  return compareSchema(database).missing.map(({ name }) => name);
}
