import { Database, SQLiteError } from "bun:sqlite";
import { statSync, truncateSync } from "node:fs";
import { TransientError } from "../../core/errors.ts";

export interface InstanceLock {
  /** The name of this process for others. */
  readonly holder: string;
  /** The name of the process that held it before; null if the lock's file is new. */
  readonly previous: string | null;
  /**
   * Checks that the lock's file still exists, and takes the lock again if it was removed. `taken`:
   * another process holds the present file; `missing`: none can be created.
   */
  check(): "held" | "renewed" | "taken" | "missing";
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly since: string;
}

interface Taken {
  readonly file: Database;
  readonly previous: string | null;
  readonly id: string | null;
}

/**
 * Makes this process the only one that uses the database at `path`, its real path, until it
 * releases the lock or ends. Throws `TransientError` that names the other process if there is one.
 */
export function lockInstance(path: string): InstanceLock {
  const me: Holder = { pid: process.pid, since: new Date().toISOString() };
  let taken = takeWhole(path, me);
  return {
    holder: JSON.stringify(me),
    previous: taken.previous,
    check: () => {
      if (fileId(`${path}.lock`) === taken.id) return "held";
      try {
        const again = takeWhole(path, me);
        taken.file.close();
        taken = again;
        return "renewed";
      } catch (error) {
        return error instanceof TransientError ? "taken" : "missing";
      }
    },
    // The closure keeps the handle alive: a collected one would silently release the lock.
    release: () => taken.file.close(),
  };
}

/** Returns the error with which a second process ends. */
export function anotherInstance(path: string, holder: string, cause?: unknown): TransientError {
  return new TransientError(
    `Another instance uses ${path}: ${describe(holder)}. Stop it first, or give this one a DATABASE_URL of its own.`,
    { cause, code: "instance-locked" },
  );
}

/**
 * Returns an id that distinguishes this file from every other one on the machine, or null if it
 * does not exist.
 */
export function fileId(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}

function takeWhole(path: string, me: Holder): Taken {
  try {
    return take(path, me);
  } catch (error) {
    if (!isTorn(error)) throw error;
    // The writer ended in a power cut. If another start does the same now, it is harmless: the
    // kernel knows the lock's holder, whatever the file contains.
    truncateSync(`${path}.lock`);
    return take(path, me);
  }
}

function take(path: string, me: Holder): Taken {
  // The lock is a transaction on a separate file: the kernel releases it when the process ends for
  // any reason, and a reserved lock still lets others read the holder's name.
  const file = new Database(`${path}.lock`, { create: true });
  try {
    file.run("PRAGMA busy_timeout = 250");
    // The holder's name need not survive the machine: no start waits for the disk to store it.
    file.run("PRAGMA synchronous = OFF");
    file.run("BEGIN IMMEDIATE");
    file.run("CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL, since TEXT NOT NULL)");
    const previous = readHolder(file);
    file.run("DELETE FROM holder");
    file.run("INSERT INTO holder VALUES (?, ?)", [me.pid, me.since]);
    file.run("COMMIT");
    file.run("BEGIN IMMEDIATE");
    return { file, previous, id: fileId(`${path}.lock`) };
  } catch (cause) {
    const isHeld = cause instanceof SQLiteError && cause.code?.startsWith("SQLITE_BUSY") === true;
    const other = isHeld ? nameHolder(file) : "";
    file.close();
    throw isHeld ? anotherInstance(path, other, cause) : cause;
  }
}

function isTorn(error: unknown): boolean {
  const code = error instanceof SQLiteError ? error.code : null;
  return code === "SQLITE_NOTADB" || code?.startsWith("SQLITE_CORRUPT") === true;
}

function readHolder(file: Database): string | null {
  const holder = file.query<Holder, []>("SELECT * FROM holder").get();
  return holder === null ? null : JSON.stringify({ pid: holder.pid, since: holder.since });
}

function nameHolder(file: Database): string {
  try {
    return readHolder(file) ?? "";
  } catch {
    // It is just being written: another process certainly exists.
    return "";
  }
}

function describe(holder: string): string {
  const named = /^\{"pid":(\d+),"since":"([^"]+)"\}$/.exec(holder);
  if (named === null) return "a process that has just started";
  return `process ${named[1]}, running since ${named[2]}`;
}
