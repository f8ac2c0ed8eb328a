import { Database, SQLiteError } from "bun:sqlite";
import { statSync } from "node:fs";
import { ConfigError } from "../../core/errors.ts";
import { quickCheck } from "./quick-check.ts";
import { hasHeader } from "./has-header.ts";
import { migrate } from "./migrate.ts";
import { damaged, errorOf, lookAt, storageError } from "./storage-fault.ts";

/** The path of a database in memory, which ends with its process. */
export const MEMORY = ":memory:";
/**
 * A quarter of SQLite's default. A commit writes whole pages, and an answer changes a few bytes on
 * each of some fifty: smaller ones wear out the disk less. A database that was created with others
 * keeps them.
 */
const PAGE_BYTES = 1_024;
/** Half of SQLite's default: a log that fills a small disk could never be written back. */
const MAX_LOG_BYTES = 2 * 1024 * 1024;
/** Above this size quick_check would delay the start; it reads about 50 MB/s from a slow disk. */
export const CHECKED_AT_BOOT_BYTES = 50 * 1024 * 1024;

/**
 * Opens or creates the database at `path` with every guarantee that the store needs, checks it and
 * migrates it. Throws `TransientError` if waiting helps (a full disk, a lock), `ConfigError` if the
 * owner must act.
 */
export function openDatabase(path: string): Database {
  let database: Database | null = null;
  try {
    if (path !== MEMORY) refuseForeignFile(path);
    database = new Database(path, { create: true, strict: true });
    configure(database);
    refuseDamage(database, path);
    migrate(database);
    return database;
  } catch (cause) {
    database?.close();
    const error = storageError(path, cause);
    if (error instanceof SQLiteError) throw foreign(path, error);
    throw error;
  }
}

function configure(database: Database): void {
  // Only before the first table is created: later it changes nothing, yet is a commit at every
  // start.
  if (isEmpty(database)) {
    database.run(`PRAGMA page_size = ${PAGE_BYTES}`);
    database.run("PRAGMA auto_vacuum = INCREMENTAL");
  }
  database.run("PRAGMA journal_mode = WAL");
  // An acknowledged message must survive a power cut: every commit reaches the disk.
  database.run("PRAGMA synchronous = FULL");
  // bun:sqlite blocks the whole process while it waits: wait briefly here, longer in the writer.
  database.run("PRAGMA busy_timeout = 50");
  database.run(`PRAGMA wal_autocheckpoint = ${MAX_LOG_BYTES / pageBytesOf(database)}`);
  database.run("PRAGMA foreign_keys = ON");
  database.run("PRAGMA trusted_schema = OFF");
  database.run("PRAGMA secure_delete = ON");
  database.run(`PRAGMA journal_size_limit = ${64 * 1024 * 1024}`);
}

function pageBytesOf(database: Database): number {
  return (
    database.query<{ page_size: number }, []>("PRAGMA page_size").get()?.page_size ?? PAGE_BYTES
  );
}

function isEmpty(database: Database): boolean {
  return database.query("SELECT 1 FROM sqlite_schema LIMIT 1").get() === null;
}

function refuseForeignFile(path: string): void {
  const fault = lookAt(path);
  if (fault !== null) throw errorOf(fault);
  if (!isEmptyFile(path) && !hasHeader(path)) {
    throw errorOf(damaged(path, "it does not begin like an SQLite database"));
  }
}

function isEmptyFile(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

function refuseDamage(database: Database, path: string): void {
  if (path === MEMORY || statSync(path).size > CHECKED_AT_BOOT_BYTES) return;
  const finding = quickCheck(database);
  if (finding !== null) throw errorOf(damaged(path, finding));
}

function foreign(path: string, cause: SQLiteError): ConfigError {
  return new ConfigError(
    [
      `The database ${path} cannot be migrated to this program's schema: ${cause.message}. If another program made it, set DATABASE_URL to a file of the bot's own; else restore a backup with: whatsapp-ai-bot restore FILE.`,
    ],
    { cause },
  );
}
