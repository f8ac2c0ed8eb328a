import type { Database } from "bun:sqlite";
import { ConfigError } from "../../core/errors.ts";
import { type Migration, migrations } from "./migrations.ts";

/**
 * Migrates the database to the newest schema, one transaction for each migration. Throws
 * `ConfigError` if a newer version of the program has used it, or if a migration's rows break a
 * foreign key.
 */
export function migrate(database: Database, known: readonly Migration[] = migrations): void {
  database.run(
    "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL)",
  );
  const { missing, strangers } = compareSchema(database, known);
  if (strangers.length > 0) {
    throw new ConfigError([
      `The database was written by a newer version: it has ${strangers.join(", ")}, which this one does not know. Run the newer version, or restore a backup.`,
    ]);
  }
  for (const migration of missing) apply(database, migration);
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
function apply(database: Database, migration: Migration): void {
  database.run("PRAGMA foreign_keys = OFF");
  try {
    database
      .transaction(() => {
        for (const statement of migration.sql.split("--> statement-breakpoint")) {
          database.run(statement);
        }
        const broken = database.query("PRAGMA foreign_key_check").all();
        if (broken.length > 0) {
          throw new ConfigError([
            `Migration ${migration.name} would leave ${broken.length} rows without the row that they refer to; nothing was changed.`,
          ]);
        }
        database.run("INSERT INTO schema_migrations (name, applied_at) VALUES (?, ?)", [
          migration.name,
          Math.floor(performance.timeOrigin + performance.now()),
        ]);
      })
      .immediate();
  } finally {
    database.run("PRAGMA foreign_keys = ON");
  }
}
