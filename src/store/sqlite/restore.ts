import type { Database } from "bun:sqlite";
import { chmodSync, copyFileSync, existsSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { ConfigError } from "../../core/errors.ts";
import type { Totals } from "../totals.ts";
import { acquireDatabase, locateDatabase } from "./acquire-database.ts";
import {
  closeToOthers,
  PREPARING,
  putInPlace,
  READY,
  removeDatabase,
  syncToDisk,
} from "./finish-restore.ts";
import { hasHeader } from "./has-header.ts";
import { fileId } from "./instance-lock.ts";
import { FOREIGN } from "./migrate.ts";
import { openDatabase } from "./open-database.ts";
import { storageError } from "./storage-fault.ts";
import { totals } from "./totals.ts";

export interface Restored extends Totals {
  /** The new path of the previous database, or null if there was none. */
  readonly keptAt: string | null;
}

/**
 * Replaces the database at `path` with a backup and migrates it to this program's schema. The
 * previous database is kept beside it, with all its messages. A kill at any point leaves one of the
 * two in place, and the next start finishes or undoes the rest. Throws `TransientError` while
 * another program uses it, `ConfigError` if `file` is not an intact database of this program;
 * nothing is changed then.
 */
export function restoreDatabase(
  file: string,
  path: string,
  now: number,
  onNotice?: (text: string) => void,
): Restored {
  refuseNothing(file);
  refuseOwn(file, locateDatabase(path));
  const { path: target, lock } = acquireDatabase(path, { now, isReplaced: true, onNotice });
  const incoming = target + PREPARING;
  try {
    removeDatabase(incoming);
    const restored = prepare(file, incoming);
    // A database in use, or a disk too full for its log, is found before the point of no return.
    closeToOthers(target)?.close();
    renameSync(incoming, target + READY);
    syncToDisk(dirname(target));
    return { ...restored, keptAt: putInPlace(target, now) };
  } catch (cause) {
    removeDatabase(incoming);
    undo(target);
    throw storageError(target, cause);
  } finally {
    lock.release();
  }
}

// The database has no second name yet: nothing was changed, and nothing must be finished.
function undo(target: string): void {
  if (statSync(target, { throwIfNoEntry: false })?.nlink === 1) removeDatabase(target + READY);
}

// SQLite accepts an empty file as an empty database, but it is not a backup.
function refuseNothing(file: string): void {
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) {
      throw new ConfigError([`${file} is a folder: name the file in it that \`backup\` wrote.`]);
    }
    if (stats.size > 0) return;
  } catch (cause) {
    if (!(cause instanceof Error) || !("code" in cause) || cause.code !== "ENOENT") {
      throw storageError(file, cause);
    }
  }
  throw new ConfigError([
    existsSync(file)
      ? `${file} is no backup: there is nothing in it.`
      : `There is no backup at ${file}: check the name and the folder that you are in.`,
  ]);
}

// A restore removes and renames these files.
function refuseOwn(file: string, target: string): void {
  const own = ["", PREPARING, READY].map((end) => fileId(target + end));
  if (!own.includes(fileId(file))) return;
  throw new ConfigError([
    `${file} is the place of the database itself or of a restore under way. If it is the backup that you mean, give it another name first: mv ${file} ${target}.backup`,
  ]);
}

/** Copies, checks and migrates the backup, and leaves it as one complete file. */
function prepare(file: string, incoming: string): Totals {
  copyOf(file, incoming);
  const database = openBackup(file, incoming);
  try {
    const counted = totals(database);
    // The name of a server that once used it.
    database.run("DELETE FROM settings WHERE key = 'instance'");
    database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    return counted;
  } finally {
    database.close();
    syncToDisk(incoming);
  }
}

function openBackup(file: string, incoming: string): Database {
  const isDatabase = hasHeader(incoming);
  try {
    return openDatabase(incoming);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    const sentence = isDatabase
      ? describeRefusal(cause)
      : "is not a backup: it is no SQLite database";
    throw new ConfigError([`${file} ${sentence}. Nothing was changed: take another one.`], {
      cause,
    });
  }
}

function describeRefusal({ code, message }: ConfigError): string {
  if (code === FOREIGN) return "is not a backup: it holds the tables of another program";
  const found = code === "storage-damaged" ? "it is damaged" : message.replace(/\.$/, "");
  return `is no healthy backup of this bot: ${found}`;
}

function copyOf(file: string, incoming: string): void {
  try {
    copyFileSync(file, incoming);
    chmodSync(incoming, 0o600);
    // The log that a killed server left beside it belongs to it.
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${incoming}-wal`);
  } catch (cause) {
    const path = cause instanceof Error && "path" in cause && cause.path === file ? file : incoming;
    throw storageError(path, cause);
  }
}
