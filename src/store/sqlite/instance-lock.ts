import { Database, SQLiteError } from "bun:sqlite";
import { truncateSync } from "node:fs";
import { TransientError } from "../../core/errors.ts";

export interface InstanceLock {
  release(): void;
}

/**
 * Makes this process the only one that works on the database at `path`, until it lets go or dies.
 * Throws `TransientError` that names the other process when there is one.
 */
export function lockInstance(path: string): InstanceLock {
  try {
    return lock(path);
  } catch (error) {
    if (!isTorn(error)) throw error;
    // Whoever wrote it is gone with the power. Should another start do the same just now: the kernel
    // knows who holds a lock, whatever the file says.
    truncateSync(`${path}.lock`);
    return lock(path);
  }
}

function lock(path: string): InstanceLock {
  // The lock is a transaction on a file of its own: the kernel drops it with the process, however
  // it ends, and a reserved lock still lets others read who holds it.
  const file = new Database(`${path}.lock`, { create: true });
  try {
    file.run("PRAGMA busy_timeout = 250");
    // The name of the holder need not outlive the machine: no start waits for the disk to keep it.
    file.run("PRAGMA synchronous = OFF");
    file.run("BEGIN IMMEDIATE");
    file.run("CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL, since TEXT NOT NULL)");
    file.run("DELETE FROM holder");
    file.run("INSERT INTO holder VALUES (?, ?)", [process.pid, new Date().toISOString()]);
    file.run("COMMIT");
    file.run("BEGIN IMMEDIATE");
  } catch (cause) {
    if (!(cause instanceof SQLiteError) || cause.code?.startsWith("SQLITE_BUSY") !== true) {
      file.close();
      throw cause;
    }
    const holder = nameHolder(file);
    file.close();
    throw new TransientError(
      `Another instance works on ${path}: ${holder}. Stop it first, or give this one a DATABASE_URL of its own.`,
      { cause, code: "instance-locked" },
    );
  }
  // Closing over the handle keeps it: a collected one would silently let go of the lock.
  return { release: () => file.close() };
}

function isTorn(error: unknown): boolean {
  const code = error instanceof SQLiteError ? error.code : null;
  return code === "SQLITE_NOTADB" || code?.startsWith("SQLITE_CORRUPT") === true;
}

function nameHolder(file: Database): string {
  try {
    const holder = file.query<{ pid: number; since: string }, []>("SELECT * FROM holder").get();
    if (holder !== null) return `process ${holder.pid}, running since ${holder.since}`;
  } catch {
    // It is just being written: there is another one, that much is certain.
  }
  return "a process that has just started";
}
