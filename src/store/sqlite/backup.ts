import { Database } from "bun:sqlite";
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname } from "node:path";
import { ConfigError } from "../../core/errors.ts";
import type { Totals } from "../desk.ts";
import { lockInstance } from "./instance-lock.ts";
import { openDatabase } from "./open-database.ts";
import { totals } from "./totals.ts";

/** What SQLite keeps beside a database. */
const COMPANIONS = ["", "-wal", "-shm"] as const;

export interface Restored extends Totals {
  /** Where the database that stood there is now, or null when there was none. */
  readonly keptAt: string | null;
}

/**
 * Writes a consistent copy of an open database to a new file that only its owner may read. The
 * file appears whole or not at all, and was read again from end to end: returns what it holds.
 * Throws `ConfigError`.
 */
export function copyDatabase(database: Database, file: string): Totals {
  if (existsSync(file)) {
    throw new ConfigError([`${file} exists already: name a new file, or move that one away.`]);
  }
  const partial = `${file}.partial`;
  rmSync(partial, { force: true });
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Private before the first byte: VACUUM INTO accepts an empty file.
    closeSync(openSync(partial, "wx", 0o600));
    database.run("VACUUM INTO ?", [partial]);
    const held = readThrough(partial);
    syncToDisk(partial);
    renameSync(partial, file);
    syncToDisk(dirname(file));
    return held;
  } catch (cause) {
    rmSync(partial, { force: true });
    if (cause instanceof ConfigError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError([`${file} could not be written: ${why}`], { cause });
  }
}

/**
 * Puts a backup in the place of the database at `path` and brings it to this program's schema. The
 * one that stood there is kept beside it. Throws `TransientError` while a server works on it,
 * `ConfigError` when `file` is no healthy database of ours; nothing is changed then.
 */
export function restoreDatabase(file: string, path: string, now: number): Restored {
  // An empty file is an empty database to SQLite, and nobody's backup.
  if (!existsSync(file) || statSync(file).size === 0) {
    throw new ConfigError([`${file} is no backup: there is nothing in it.`]);
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = lockInstance(path);
  const incoming = `${path}.restoring`;
  try {
    for (const companion of COMPANIONS) rmSync(incoming + companion, { force: true });
    copyFileSync(file, incoming);
    chmodSync(incoming, 0o600);
    const restored = readyToServe(incoming);
    const keptAt = existsSync(path) ? setAside(path, now) : null;
    renameSync(incoming, path);
    syncToDisk(dirname(path));
    return { ...restored, keptAt };
  } finally {
    for (const companion of COMPANIONS) rmSync(incoming + companion, { force: true });
    lock.release();
  }
}

/** Checks and migrates the copy, and leaves it as one whole file. */
function readyToServe(incoming: string): Totals {
  const database = openDatabase(incoming);
  try {
    const counted = totals(database);
    database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    return counted;
  } finally {
    database.close();
    syncToDisk(incoming);
  }
}

function setAside(path: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const keptAt = `${path}.before-${stamp}`;
  for (const companion of COMPANIONS) {
    if (existsSync(path + companion)) renameSync(path + companion, keptAt + companion);
  }
  return keptAt;
}

function readThrough(file: string): Totals {
  const copy = new Database(file, { readonly: true });
  try {
    const found = copy.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get();
    if (found?.quick_check !== "ok") {
      throw new ConfigError([`The copy is damaged: ${found?.quick_check ?? "it cannot be read"}`]);
    }
    return totals(copy);
  } finally {
    copy.close();
  }
}

function syncToDisk(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
