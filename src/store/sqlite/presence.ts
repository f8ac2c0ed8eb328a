import { Database } from "bun:sqlite";
import { hasHeader } from "./has-header.ts";
import { anotherInstance, type InstanceLock } from "./instance-lock.ts";

/**
 * The interval at which a server checks whether another one has written its name into the database.
 */
export const PRESENCE_MS = 250;
/** Longer than a living server takes to write its own name again. */
const ANSWER_WITHIN_MS = 700;
const LOOK_AGAIN_MS = 20;
const BUSY_MS = 250;

const READ = "SELECT value FROM settings WHERE key = 'instance'";
const WRITE = `INSERT INTO settings (key, value, updated_at) VALUES ('instance', ?1, 0)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`;

/**
 * Refuses to start beside a server whose lock file was deleted, or that uses this database under
 * another path: a server's name stays in the database until it stops. If it differs from the name
 * in the lock's file, this process writes its own name, which a living server soon replaces. Throws
 * `TransientError` that names it.
 */
export function refuseLivingInstance(path: string, lock: InstanceLock): void {
  // SQLite would write the log of changes into any other file.
  if (!hasHeader(path)) return;
  const named = namedIn(path);
  if (named === null || named === lock.previous) return;
  using database = new Database(path, { readwrite: true, create: false });
  database.run(`PRAGMA busy_timeout = ${BUSY_MS}`);
  database.run(WRITE, [lock.holder]);
  const giveUpAt = performance.now() + ANSWER_WITHIN_MS;
  while (performance.now() < giveUpAt) {
    // No other work runs before the database is open.
    Bun.sleepSync(LOOK_AGAIN_MS);
    const answer = readPresence(database);
    if (answer !== lock.holder) throw anotherInstance(path, answer ?? named);
  }
}

// Only reading: to close a connection that may write is to write the log of changes back.
function namedIn(path: string): string | null {
  using database = new Database(path, { readonly: true });
  database.run(`PRAGMA busy_timeout = ${BUSY_MS}`);
  const hasSettings = "SELECT 1 FROM sqlite_schema WHERE name = 'settings'";
  return database.query(hasSettings).get() === null ? null : readPresence(database);
}

export function readPresence(database: Database): string | null {
  return database.query<{ value: string }, []>(READ).get()?.value ?? null;
}

/**
 * Writes the name of the server that uses the database; a power cut may undo it, as it ends the
 * server too.
 */
export function writePresence(database: Database, holder: string): void {
  database.run("PRAGMA synchronous = NORMAL");
  database.run(WRITE, [holder]);
  database.run("PRAGMA synchronous = FULL");
}

/** Removes the name of a stopping server, unless another one has written its own. */
export function removePresence(database: Database, holder: string): void {
  database.run("DELETE FROM settings WHERE key = 'instance' AND value = ?", [holder]);
}
