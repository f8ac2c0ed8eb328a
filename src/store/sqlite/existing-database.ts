import { Database, SQLiteError } from "bun:sqlite";
import { ConfigError } from "../../core/errors.ts";
import { storageError } from "./storage-fault.ts";

/** An operator's command that is just ending holds the file briefly. */
const LOCK_TIMEOUT_MS = 5_000;

/** Opens the database at `path`, which is not created, changed or migrated. */
export function openExisting(
  path: string,
  access: { readonly readonly: true } | { readonly readwrite: true },
  lockTimeoutMs: number = LOCK_TIMEOUT_MS,
): Database {
  const database = new Database(path, { ...access, create: false, strict: true });
  database.run(`PRAGMA busy_timeout = ${lockTimeoutMs}`);
  database.run("PRAGMA trusted_schema = OFF");
  return database;
}

/** Returns the error for a command that could not use such a database. */
export function unusable(path: string, cause: unknown): unknown {
  const error = storageError(path, cause);
  if (!(error instanceof SQLiteError)) return error;
  return new ConfigError([`The database ${path} cannot be read: ${error.message}`], { cause });
}
