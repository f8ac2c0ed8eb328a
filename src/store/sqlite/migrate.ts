import type { Database } from "bun:sqlite";
import { ConfigError } from "../../core/errors.ts";
import {
  compareMigrations,
  type Migration,
  refuseNewerSchema,
  type SchemaDifference,
} from "../compare-schema.ts";
import { migrations } from "./migrations.ts";
import schema from "./schema.sql" with { type: "text" };

/**
 * Brings the database to the newest schema in one transaction: a crash leaves the old schema or the
 * new one, and the disk is waited for once. Throws `ConfigError` when a newer version of the program
 * has been here, or when the rows would break a foreign key.
 */
export function migrate(database: Database, known: readonly Migration[] = migrations): void {
  refuseForeignTables(database);
  const difference = compareSchema(database, known);
  refuseNewerSchema(difference);
  const { missing } = difference;
  if (missing.length === 0) return;
  // A new database needs no history: what all migrations lead to takes a quarter of their time.
  const isNew = known === migrations && missing.length === known.length;
  const texts = isNew
    ? [schema]
    : missing.flatMap(({ sql }) => sql.split("--> statement-breakpoint"));
  apply(database, missing, texts);
}

/** The code of the refusal of another program's database. */
export const FOREIGN = "database-foreign";

/** Litestream may have been here first. */
const FOREIGN_TABLES = `SELECT name FROM sqlite_schema WHERE type = 'table'
  AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_litestream\\_%' ESCAPE '\\' LIMIT 3`;

/** Refuses to put the bot's tables beside those of another program. Throws `ConfigError`. */
export function refuseForeignTables(database: Database): void {
  if (hasMigrations(database)) return;
  const tables = database.query<{ name: string }, []>(FOREIGN_TABLES).all();
  if (tables.length === 0) return;
  const names = tables.map(({ name }) => name).join(", ");
  const says = `The database belongs to another program: it has tables such as ${names}, and none of the bot's.`;
  throw new ConfigError([`${says} Set DATABASE_URL to a file of the bot's own.`], {
    code: FOREIGN,
  });
}

function hasMigrations(database: Database): boolean {
  const table = "SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'";
  return database.query(table).get() !== null;
}

/** Compares the schema of the database with that of this program. */
export function compareSchema(
  database: Database,
  known: readonly Migration[] = migrations,
): SchemaDifference {
  if (!hasMigrations(database)) return compareMigrations([], known);
  const names = "SELECT name FROM schema_migrations ORDER BY name";
  const applied = database.query<{ name: string }, []>(names).all();
  return compareMigrations(
    applied.map(({ name }) => name),
    known,
  );
}

// A rebuilt table would cascade its DROP to the rows that refer to it, and foreign_keys cannot be
// switched inside a transaction: off, begin, apply, check, commit, on.
function apply(database: Database, missing: readonly Migration[], texts: readonly string[]): void {
  const now = Math.floor(performance.timeOrigin + performance.now());
  database.run("PRAGMA foreign_keys = OFF");
  try {
    database
      .transaction(() => {
        database.run(
          "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL)",
        );
        for (const text of texts) database.run(text);
        const names = JSON.stringify(missing.map(({ name }) => name));
        database.run(
          "INSERT INTO schema_migrations (name, applied_at) SELECT value, ? FROM json_each(?)",
          [now, names],
        );
        refuseBrokenRows(database, missing);
      })
      .immediate();
  } finally {
    database.run("PRAGMA foreign_keys = ON");
  }
}

function refuseBrokenRows(database: Database, applied: readonly Migration[]): void {
  const broken = database.query("PRAGMA foreign_key_check").all();
  if (broken.length === 0) return;
  const names = applied.map(({ name }) => name).join(", ");
  throw new ConfigError([
    `The new schema (${names}) would leave ${broken.length} rows without the row that they refer to; nothing was changed.`,
  ]);
}
