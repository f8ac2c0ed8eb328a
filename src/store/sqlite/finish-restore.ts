import { Database, SQLiteError } from "bun:sqlite";
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { ConfigError, TransientError } from "../../core/errors.ts";
import { hasHeader } from "./has-header.ts";
import { fileId } from "./instance-lock.ts";
import { diagnose, storageError } from "./storage-fault.ts";

/** The suffix of the backup while it is copied and checked: unusable until that has ended. */
export const PREPARING = ".restoring";
/**
 * The suffix of the same file once all of it is on disk: from then on the restore is finished, if
 * necessary by the next start.
 */
export const READY = ".restore-ready";
/** The files that SQLite keeps beside a database. */
const COMPANIONS = ["-wal", "-shm", "-journal"] as const;
const LOCK_TIMEOUT_MS = 1_000;

export function hasUnfinishedRestore(path: string): boolean {
  return existsSync(path + READY);
}

/**
 * Finishes or undoes a restore that was interrupted, and returns what was done in one sentence; null
 * if there was none. Throws `TransientError` while another program has the database open.
 */
export function finishRestore(path: string, now: number): string | null {
  if (hasUnfinishedRestore(path)) {
    const keptAt = putInPlace(path, now);
    const kept = keptAt === null ? "" : `; the previous database is kept: ${keptAt}`;
    return `An interrupted restore was finished: ${path} is now restored from the backup${kept}`;
  }
  // Without a database beside it, it may be the only copy.
  if (!existsSync(path + PREPARING) || !existsSync(path)) return null;
  removeDatabase(path + PREPARING);
  return `An interrupted restore was undone: ${path} is as it was, so run the restore again`;
}

/**
 * Puts the backup that is ready in the place of the database, in one rename: a kill leaves either
 * one, with the backup ready to be put in place again. Returns the new path of the previous
 * database, or null if there was none.
 */
export function putInPlace(path: string, now: number): string | null {
  const held = closeToOthers(path);
  try {
    // Windows renames no open file.
    if (process.platform === "win32") held?.close();
    const keptAt = keepAside(path, now);
    // SQLite would read it as the log of the new database.
    for (const companion of COMPANIONS) rmSync(path + companion, { force: true });
    renameSync(path + READY, path);
    syncToDisk(dirname(path));
    return keptAt;
  } catch (cause) {
    throw storageError(path, cause);
  } finally {
    held?.close();
  }
}

/**
 * Writes the log of changes back into the database and locks out all others until the handle is
 * closed, so that the file alone holds every message. Returns null if there is no database, or a
 * damaged one: then its log is kept with it.
 */
export function closeToOthers(path: string): Database | null {
  // A file that is not a database stays as it is, and its log is not written into it.
  if (isMissing(path) || !hasHeader(path)) return null;
  const database = new Database(path, { readwrite: true, create: false });
  try {
    database.run(`PRAGMA busy_timeout = ${LOCK_TIMEOUT_MS}`);
    database.run("PRAGMA locking_mode = EXCLUSIVE");
    database.run("PRAGMA synchronous = FULL");
    database.run("PRAGMA journal_mode = DELETE");
    database.run("BEGIN EXCLUSIVE");
    database.run("COMMIT");
    return database;
  } catch (cause) {
    database.close();
    if (!(cause instanceof SQLiteError)) throw cause;
    const kind = diagnose(path, cause)?.kind;
    if (kind === "damaged") return null;
    if (kind !== "locked") throw storageError(path, cause);
    throw new TransientError(
      `Another program has ${path} open (a command, a copy tool, a browser for SQLite, Litestream): end it, then try again.`,
      { cause, code: "storage-locked" },
    );
  }
}

/**
 * Refuses to create an empty database where one existed: beside a file that a restore or the owner
 * moved aside, or beside a log of changes. Throws `ConfigError`.
 */
export function refuseEmptyStart(path: string): void {
  if (!isMissing(path)) return;
  if (sizeOf(`${path}-wal`) > 0) {
    throw new ConfigError([
      `There is no database at ${path}, but its log of changes ${path}-wal is there: the database was moved or deleted without it. Move it back beside its log; or move the log away and run: whatsapp-ai-bot restore FILE.`,
    ]);
  }
  const whole = besides(path, /^(?:before|rescued)-.*(?<!-wal|-shm|-journal)$/);
  const found = [...whole, ...besides(path, /^restoring$/)];
  if (found.length === 0) return;
  throw new ConfigError([
    `There is no database at ${path}, but ${found.join(", ")} beside it: a new one would forget every message. Bring it back with: whatsapp-ai-bot restore ${whole.at(-1) ?? "FILE"}, or move what is beside it elsewhere to begin with an empty one.`,
  ]);
}

/**
 * Returns the files beside a database that have its name and one of these endings, oldest first.
 */
function besides(path: string, ending: RegExp): string[] {
  const start = `${basename(path)}.`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(start) && ending.test(name.slice(start.length)))
    .sort()
    .map((name) => join(dirname(path), name));
}

export function removeDatabase(path: string): void {
  for (const companion of ["", ...COMPANIONS]) rmSync(path + companion, { force: true });
}

/** Has the system write a file, or a folder's names, to the disk. */
export function syncToDisk(path: string, platform: NodeJS.Platform = process.platform): void {
  // Windows writes the names of a folder without being asked, and a file only through a handle that may write.
  if (platform === "win32" && statSync(path).isDirectory()) return;
  const handle = openSync(path, platform === "win32" ? "r+" : "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function keepAside(path: string, now: number): string | null {
  if (!existsSync(path) && sizeOf(`${path}-wal`) === 0) return null;
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const keptAt = keptBefore(path) ?? `${path}.before-${stamp}`;
  if (sizeOf(`${path}-wal`) > 0) {
    copyFileSync(`${path}-wal`, `${keptAt}-wal`);
    syncToDisk(`${keptAt}-wal`);
  }
  if (existsSync(path) && fileId(keptAt) !== fileId(path)) addName(path, keptAt);
  syncToDisk(dirname(path));
  return keptAt;
}

/** Returns the second name that an interrupted restore already gave to this database. */
function keptBefore(path: string): string | null {
  const id = fileId(path);
  return besides(path, /^before-/).find((file) => id !== null && fileId(file) === id) ?? null;
}

function addName(path: string, keptAt: string): void {
  try {
    linkSync(path, keptAt);
  } catch {
    // Some file systems do not allow two names for a file; the backup then replaces the one just
    // renamed.
    renameSync(path, keptAt);
  }
}

function isMissing(path: string): boolean {
  return sizeOf(path) === 0;
}

/** Returns the size of a file in bytes; 0 if there is none. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
