import { Database, SQLiteError } from "bun:sqlite";
import { statSync, truncateSync } from "node:fs";
import { TransientError } from "../../core/errors.ts";

export interface InstanceLock {
  /** This process, as others read it. */
  readonly holder: string;
  /** The process that held it before, as it called itself; null if the lock's file is new. */
  readonly previous: string | null;
  /**
   * Looks whether the lock's file is still there, and takes the lock again if it was removed.
   * `taken`: another process holds the file that is there now; `missing`: none can be made.
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
 * Makes this process the only one that works on the database at `path`, its real path, until it lets
 * go or dies. Throws `TransientError` that names the other process if there is one.
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
    // Closing over the handle keeps it: a collected one would silently let go of the lock.
    release: () => taken.file.close(),
  };
}

/** Returns the error with which a second process ends. */
export function anotherInstance(path: string, holder: string, cause?: unknown): TransientError {
  return new TransientError(
    `Another instance works on ${path}: ${describe(holder)}. Stop it first, or give this one a DATABASE_URL of its own.`,
    { cause, code: "instance-locked" },
  );
}

/** Returns what tells this file from every other one on the machine, or null if there is none. */
export function fileId(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}

function takeWhole(path: string, me: Holder): Taken {
  try {
    return take(path, me);
  } catch (error) {
    if (!isTorn(error)) throw error;
    // Its writer is gone with the power. Should another start do the same just now: the kernel
    // knows who holds a lock, whatever the file says.
    truncateSync(`${path}.lock`);
    return take(path, me);
  }
}

function take(path: string, me: Holder): Taken {
  // The lock is a transaction on a file of its own: the kernel drops it with the process, however
  // it ends, and a reserved lock still lets others read who holds it.
  const file = new Database(`${path}.lock`, { create: true });
  try {
    file.run("PRAGMA busy_timeout = 250");
    // The name of the holder need not outlive the machine: no start waits for the disk to keep it.
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
    // It is just being written: there is another one, that much is certain.
    return "";
  }
}

function describe(holder: string): string {
  const named = /^\{"pid":(\d+),"since":"([^"]+)"\}$/.exec(holder);
  if (named === null) return "a process that has just started";
  return `process ${named[1]}, running since ${named[2]}`;
}
