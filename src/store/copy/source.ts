import { Database, SQLiteError } from "bun:sqlite";
import { existsSync } from "node:fs";
import { ConfigError } from "../../core/errors.ts";
import { acquireDatabase } from "../sqlite/acquire-database.ts";
import { compareSchema } from "../sqlite/migrate.ts";
import { quickCheck } from "../sqlite/quick-check.ts";
import { storageError } from "../sqlite/storage-fault.ts";
import { type CopiedTable, copiedTables } from "./copied-tables.ts";
import type { SqliteRow } from "./copy-text.ts";

const LOCK_TIMEOUT_MS = 5_000;

export interface Source {
  /** Distinguishes this database from every other one, also after it has grown. */
  readonly fingerprint: string;
  /** The number of rows by table. */
  readonly counts: ReadonlyMap<string, number>;
  rows(table: CopiedTable): Iterable<SqliteRow>;
  /** Returns the highest id that a table has ever used. */
  lastId(table: CopiedTable): number;
}

/**
 * Runs `work` on a snapshot of the SQLite database at `path`, with its server kept out; it is only
 * read. Throws `TransientError` while a server uses it, `ConfigError` if it is not an intact
 * database with this program's schema.
 */
export async function withSource<T>(
  path: string,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  if (!existsSync(path)) throw new ConfigError([`There is no database at ${path}.`]);
  const { path: found, lock } = acquireDatabase(path, { now: Date.now() });
  try {
    using database = new Database(found, { readonly: true, strict: true });
    database.run("PRAGMA trusted_schema = OFF");
    // An operator's command that is just ending holds the file briefly.
    database.run(`PRAGMA busy_timeout = ${LOCK_TIMEOUT_MS}`);
    refuseUnfit(database, found);
    // One snapshot for all reads, even if the operator's other commands write meanwhile.
    database.run("BEGIN");
    return await work(readFrom(database));
  } catch (cause) {
    const error = storageError(found, cause);
    if (!(error instanceof SQLiteError)) throw error;
    throw new ConfigError([`The database ${path} cannot be read: ${error.message}`], { cause });
  } finally {
    lock.release();
  }
}

function refuseUnfit(database: Database, path: string): void {
  const { missing, strangers } = compareSchema(database);
  if (strangers.length > 0) {
    throw new ConfigError([
      `The database ${path} was written by a newer version: run that version's command.`,
    ]);
  }
  if (missing.length > 0) {
    throw new ConfigError([
      `The database ${path} has an older schema: run whatsapp-ai-bot migrate before.`,
    ]);
  }
  const finding = quickCheck(database);
  if (finding !== null) throw new ConfigError([`The database ${path} is damaged: ${finding}`]);
}

function readFrom(database: Database): Source {
  const one = (sql: string, ...values: string[]) =>
    database.query<{ value: number | string | null }, string[]>(sql).get(...values)?.value ?? null;
  return {
    // The time of its creation, which no copy, backup or upgrade changes.
    fingerprint: new Bun.CryptoHasher("sha256")
      .update(
        String(
          one("SELECT name || ' ' || applied_at AS value FROM schema_migrations ORDER BY name"),
        ),
      )
      .digest("hex"),
    counts: new Map(
      copiedTables.map(({ name }) => [
        name,
        Number(one(`SELECT count(*) AS value FROM "${name}"`)),
      ]),
    ),
    rows: ({ readSqlite }) => database.prepare<SqliteRow, []>(readSqlite).iterate(),
    lastId: ({ name }) =>
      Number(one("SELECT seq AS value FROM sqlite_sequence WHERE name = ?", name) ?? 0),
  };
}
