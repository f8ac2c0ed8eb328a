import type { Database } from "bun:sqlite";
import { ConfigError } from "../../core/errors.ts";
import { type Migration, migrations } from "./migrations.ts";

/**
 * Brings the database to the newest schema in one transaction: a crash leaves the old schema or the
 * new one, and the disk is waited for once. Throws `ConfigError` when a newer version of the program
 * has been here, or when the rows would break a foreign key.
 */
export function migrate(database: Database, known: readonly Migration[] = migrations): void {
  const { missing, strangers } = compareSchema(database, known);
  if (strangers.length > 0) {
    throw new ConfigError([
      `The database was written by a newer version: it has ${strangers.join(", ")}, which this one does not know. Run the newer version, or restore a backup.`,
    ]);
  }
  if (missing.length > 0) apply(database, missing);
}

/**
 * Returns the migrations that the database lacks, and the names of those that this program does not
 * know.
 */
export function compareSchema(
  database: Database,
  known: readonly Migration[] = migrations,
): { readonly missing: readonly Migration[]; readonly strangers: readonly string[] } {
  const hasTable = "SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'";
  const applied =
    database.query(hasTable).get() === null
      ? []
      : database
          .query<{ name: string }, []>("SELECT name FROM schema_migrations ORDER BY name")
          .all()
          .map((row) => row.name);
  return {
    missing: known.filter(({ name }) => !applied.includes(name)),
    strangers: applied.filter((name) => !known.some((migration) => migration.name === name)),
  };
}

// A rebuilt table would cascade its DROP to the rows that refer to it, and foreign_keys cannot be
// switched inside a transaction: off, begin, apply, check, commit, on.
function apply(database: Database, missing: readonly Migration[]): void {
  const now = Math.floor(performance.timeOrigin + performance.now());
  database.run("PRAGMA foreign_keys = OFF");
  try {
    database
      .transaction(() => {
        database.run(
          "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL)",
        );
        for (const { name, sql } of missing) {
          for (const statement of sql.split("--> statement-breakpoint")) database.run(statement);
          database.run("INSERT INTO schema_migrations (name, applied_at) VALUES (?, ?)", [
            name,
            now,
          ]);
        }
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
