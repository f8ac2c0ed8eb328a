import { Database, SQLiteError } from "bun:sqlite";
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { ConfigError } from "../../core/errors.ts";
import { quickCheck } from "./quick-check.ts";
import { migrate } from "./migrate.ts";

/** The path of a database that lives and dies with its process. */
export const MEMORY = ":memory:";
const HEADER = "SQLite format 3\0";
/** Above this size quick_check would hold up the start; it reads about 50 MB/s from a slow disk. */
export const CHECKED_AT_BOOT_BYTES = 50 * 1024 * 1024;

/**
 * Opens or creates the database at `path` with every promise that the store
 * needs switched on, checks it and migrates it. Throws `ConfigError` when it is no healthy database.
 */
export function openDatabase(path: string): Database {
  if (path !== MEMORY) refuseForeignFile(path);
  try {
    const database = new Database(path, { create: true, strict: true });
    configure(database);
    refuseDamage(database, path);
    migrate(database);
    return database;
  } catch (cause) {
    if (cause instanceof SQLiteError && cause.code?.startsWith("SQLITE_BUSY") !== true) {
      throw damaged(path, cause.message, cause);
    }
    throw cause;
  }
}

function configure(database: Database): void {
  // Only before the first table is made: later it changes nothing, yet is a commit at every start.
  if (isEmpty(database)) database.run("PRAGMA auto_vacuum = INCREMENTAL");
  database.run("PRAGMA journal_mode = WAL");
  // An acknowledged message must survive a power cut: every commit reaches the disk.
  database.run("PRAGMA synchronous = FULL");
  // bun:sqlite blocks the whole process while it waits: wait briefly here, patiently in the writer.
  database.run("PRAGMA busy_timeout = 50");
  // Two megabytes, half of the default: a log that fills a small disk could never be written back.
  database.run("PRAGMA wal_autocheckpoint = 512");
  database.run("PRAGMA foreign_keys = ON");
  database.run("PRAGMA trusted_schema = OFF");
  database.run("PRAGMA secure_delete = ON");
  database.run(`PRAGMA journal_size_limit = ${64 * 1024 * 1024}`);
}

function isEmpty(database: Database): boolean {
  return database.query("SELECT 1 FROM sqlite_schema LIMIT 1").get() === null;
}

/**
 * Throws `ConfigError` when another thing than an SQLite database is at `path`: a pipe would hold up
 * whatever opens it.
 */
export function refuseForeignFile(path: string): void {
  if (!existsSync(path)) return;
  const kind = statSync(path);
  if (!kind.isFile()) {
    throw new ConfigError([
      `DATABASE_URL names ${path}, which is a ${kind.isDirectory() ? "folder" : "pipe or device"}: name a file, which is made when there is none`,
    ]);
  }
  if (kind.size === 0) return;
  const start = Buffer.alloc(HEADER.length);
  const file = openSync(path, "r");
  try {
    readSync(file, start, 0, start.length, 0);
  } finally {
    closeSync(file);
  }
  if (start.toString("latin1") !== HEADER) {
    throw damaged(path, "it does not begin like an SQLite database");
  }
}

function refuseDamage(database: Database, path: string): void {
  if (path === MEMORY || statSync(path).size > CHECKED_AT_BOOT_BYTES) return;
  const finding = quickCheck(database);
  if (finding !== null) throw damaged(path, finding);
}

function damaged(path: string, finding: string, cause?: unknown): ConfigError {
  return new ConfigError(
    [
      `The database ${path} is damaged: ${finding}. Put a backup in its place with: whatsapp-ai-bot restore FILE (the damaged one is kept aside), or recover what can be read with: sqlite3 ${path} .recover`,
    ],
    { cause },
  );
}
