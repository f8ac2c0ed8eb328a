import { Database, SQLiteError } from "bun:sqlite";
import { TransientError } from "../../core/errors.ts";

export interface InstanceLock {
  release(): void;
}

/**
 * Makes this process the only one that works on the database at `path`, until it lets go or dies.
 * Throws `TransientError` that names the other process when there is one.
 */
export function lockInstance(path: string): InstanceLock {
  // The lock is a transaction on a file of its own: the kernel drops it with the process, however
  // it ends, and a reserved lock still lets others read who holds it.
  const file = new Database(`${path}.lock`, { create: true });
  try {
    file.run("PRAGMA busy_timeout = 250");
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

function nameHolder(file: Database): string {
  try {
    const holder = file.query<{ pid: number; since: string }, []>("SELECT * FROM holder").get();
    if (holder !== null) return `process ${holder.pid}, running since ${holder.since}`;
  } catch {
    // It is just being written: there is another one, that much is certain.
  }
  return "a process that has just started";
}
