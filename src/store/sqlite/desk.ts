import { Database, SQLiteError } from "bun:sqlite";
import { statSync } from "node:fs";
import { drizzle } from "drizzle-orm/bun-sqlite";
import type { Clock } from "../../core/ports.ts";
import { ConfigError } from "../../core/errors.ts";
import type { Desk, Totals } from "../desk.ts";
import { copyDatabase } from "./backup.ts";
import type { Connection } from "./connection.ts";
import { conversation, findPerson, people, setStanding } from "./desk-people.ts";
import { erasePerson } from "./erase.ts";
import { lifeOf } from "./life.ts";
import { compareSchema } from "./migrate.ts";
import { retry } from "./retry.ts";
import * as schema from "./schema.ts";
import { storageError } from "./storage-fault.ts";

/** The server commits in milliseconds; whoever holds the file for longer than this is no server. */
const LOCKED_FOR_MS = 5_000;

export interface SqliteDesk extends Desk {
  /**
   * Writes a consistent copy to a new file and returns what it holds. Throws `ConfigError` when the
   * file exists or cannot be written.
   */
  backUp(file: string): Totals;
}

/**
 * A second connection to a database that a server may be working on. Throws `ConfigError` when
 * there is no database at `path` or its schema is not the one that this program knows.
 */
export function openDesk({
  path,
  clock,
}: {
  readonly path: string;
  readonly clock: Pick<Clock, "now">;
}): SqliteDesk {
  refuseNothing(path);
  const database = open(path);
  const connection: Connection = {
    orm: drizzle(database, { schema }),
    now: () => clock.now(),
    // Whoever sits here sends nothing, one way or the other.
    isPulled: false,
  };

  // Several reads are one moment only inside a transaction.
  const read = <T>(work: () => T): Promise<T> =>
    translated(() => database.transaction(work).deferred());
  const change = <T>(work: () => T): Promise<T> =>
    translated(() => database.transaction(work).immediate());

  async function translated<T>(work: () => T): Promise<T> {
    try {
      return work();
    } catch (cause) {
      throw storageError(path, cause);
    }
  }

  return {
    people: () => read(() => people(connection)),
    findPerson: (who) => read(() => findPerson(connection, who)),
    setStanding: (address, standing) => change(() => setStanding(connection, address, standing)),
    erasePerson: async (id) => {
      const isErased = await change(() => erasePerson(connection, id));
      // The log of changes still holds what was deleted.
      if (isErased) database.run("PRAGMA wal_checkpoint(TRUNCATE)");
      return isErased;
    },
    conversation: (id, limit) => read(() => conversation(connection, id, limit)),
    lifeOf: (message) => read(() => lifeOf(connection, message)),
    retry: (id) => change(() => retry(connection, id)),
    backUp: (file) => copyDatabase(database, file),
    close: async () => database.close(),
  };
}

function refuseNothing(path: string): void {
  try {
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
  } catch (cause) {
    throw storageError(path, cause);
  }
  throw new ConfigError([
    `There is no database at ${path} yet: start the bot once, or check DATABASE_URL and the folder that you are in.`,
  ]);
}

function open(path: string): Database {
  let database: Database | null = null;
  try {
    database = new Database(path, { readwrite: true, create: false, strict: true });
    database.run(`PRAGMA busy_timeout = ${LOCKED_FOR_MS}`);
    database.run("PRAGMA synchronous = FULL");
    database.run("PRAGMA foreign_keys = ON");
    database.run("PRAGMA trusted_schema = OFF");
    database.run("PRAGMA secure_delete = ON");
    refuseOtherSchema(database, path);
    return database;
  } catch (cause) {
    database?.close();
    const error = storageError(path, cause);
    if (!(error instanceof SQLiteError)) throw error;
    throw new ConfigError([`The database ${path} cannot be read: ${error.message}`], { cause });
  }
}

function refuseOtherSchema(database: Database, path: string): void {
  const { missing, strangers } = compareSchema(database);
  if (strangers.length > 0) {
    throw new ConfigError([
      `The database ${path} was written by a newer version: run that version's command.`,
    ]);
  }
  if (missing.length > 0) {
    throw new ConfigError([
      `The database ${path} has an older schema: run whatsapp-ai-bot migrate, or start the bot.`,
    ]);
  }
}
