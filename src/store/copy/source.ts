import type { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { ConfigError } from "../../core/errors.ts";
import { refuseOtherSchema } from "../compare-schema.ts";
import { acquireDatabase } from "../sqlite/acquire-database.ts";
import { openExisting, unusable } from "../sqlite/existing-database.ts";
import { compareSchema } from "../sqlite/migrate.ts";
import { quickCheck } from "../sqlite/quick-check.ts";
import { type CopiedTable, copiedTables } from "./copied-tables.ts";
import type { SqliteRow } from "./copy-text.ts";

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
    using database = openExisting(found, { readonly: true });
    refuseUnfit(database, found);
    // One snapshot for all reads, even if the operator's other commands write meanwhile.
    database.run("BEGIN");
    return await work(readFrom(database));
  } catch (cause) {
    throw unusable(found, cause);
  } finally {
    lock.release();
  }
}

function refuseUnfit(database: Database, path: string): void {
  refuseOtherSchema(`The database ${path}`, compareSchema(database));
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
