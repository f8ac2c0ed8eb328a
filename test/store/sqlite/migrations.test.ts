import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../../../src/core/errors.ts";
import { migrate } from "../../../src/store/sqlite/migrate.ts";
import { migrations } from "../../../src/store/sqlite/migrations.ts";

const folder = join(import.meta.dir, "../../../drizzle/sqlite");
const script = join(import.meta.dir, "../../../src/store/sqlite/schema.sql");

/** Returns a database to which every migration was applied, one after the other. */
function migrateAll(): Database {
  const database = new Database(":memory:");
  migrate(database, [...migrations]);
  return database;
}

interface Entry {
  readonly name: string;
  readonly sql: string;
}

/** Returns what a database is made of, in the order of its making. */
function entriesOf(database: Database): Entry[] {
  const query = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid";
  return database.query<Entry, []>(query).all();
}

/** Returns the statements that make such a database; a virtual table makes its own tables. */
function scriptOf(database: Database): string {
  const entries = entriesOf(database);
  const virtual = entries.filter(({ sql }) => sql.startsWith("CREATE VIRTUAL TABLE"));
  const isMade = ({ name }: Entry) =>
    name.startsWith("sqlite_") ||
    name === "schema_migrations" ||
    virtual.some((table) => name.startsWith(`${table.name}_`));
  return entries
    .filter((entry) => !isMade(entry))
    .map(({ sql }) => `${sql};\n`)
    .join("");
}

// `UPDATE_SCHEMA=1 bun test test/store/sqlite/migrations.test.ts` writes the script anew.
const isWritten = process.env["UPDATE_SCHEMA"] === "1";
if (isWritten) await Bun.write(script, scriptOf(migrateAll()));
/** A check of the script; the run that writes it has imported the one before. */
const testScript = test.skipIf(isWritten);

testScript(
  "a new database is what all migrations make of one, in its schema and its rows",
  async () => {
    const fresh = new Database(":memory:");
    migrate(fresh);
    const migrated = migrateAll();
    expect(entriesOf(fresh)).toEqual(entriesOf(migrated));
    for (const { name, sql } of entriesOf(migrated)) {
      if (!sql.startsWith("CREATE TABLE") || name === "schema_migrations") continue;
      const rows = `SELECT * FROM "${name}"`;
      expect({ name, rows: fresh.query(rows).all() }).toEqual({
        name,
        rows: migrated.query(rows).all(),
      });
    }
    const applied = "SELECT name FROM schema_migrations ORDER BY name";
    expect(fresh.query(applied).all()).toEqual(migrations.map(({ name }) => ({ name })));
    expect(await Bun.file(script).text()).toBe(scriptOf(migrated));
  },
);

test("every migration in the folder is embedded, word for word and in order", async () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  expect(migrations.map((migration) => `${migration.name}.sql`)).toEqual(files.sort());
  for (const { name, sql } of migrations) {
    expect(sql).toBe(await Bun.file(join(folder, `${name}.sql`)).text());
  }
});

testScript("a database left after any migration is migrated to the newest schema", () => {
  const schemaOf = (database: Database) =>
    database.query("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").all();
  const fresh = new Database(":memory:");
  migrate(fresh);
  for (let length = 0; length <= migrations.length; length += 1) {
    const older = new Database(":memory:");
    migrate(older, migrations.slice(0, length));
    migrate(older);
    expect(schemaOf(older)).toEqual(schemaOf(fresh));
  }
});

test("a database from a newer version is refused by name, and left alone", () => {
  const database = new Database(":memory:");
  migrate(database, [...migrations, { name: "9999_future", sql: "SELECT 1" }]);
  expect(() => migrate(database)).toThrow(ConfigError);
  expect(() => migrate(database)).toThrow("9999_future");
});

test("a migration that rebuilds a table keeps the rows that refer to it", () => {
  const database = new Database(":memory:");
  const first = {
    name: "0000_first",
    sql: "CREATE TABLE a (id INTEGER PRIMARY KEY); --> statement-breakpoint CREATE TABLE b (a INTEGER REFERENCES a(id) ON DELETE CASCADE)",
  };
  migrate(database, [first]);
  database.run("INSERT INTO a VALUES (1)");
  database.run("INSERT INTO b VALUES (1)");
  const rebuild = {
    name: "0001_rebuild",
    sql: "CREATE TABLE a2 (id INTEGER PRIMARY KEY, c TEXT); --> statement-breakpoint INSERT INTO a2 SELECT id, NULL FROM a; --> statement-breakpoint DROP TABLE a; --> statement-breakpoint ALTER TABLE a2 RENAME TO a",
  };
  migrate(database, [first, rebuild]);
  expect(database.query("SELECT count(*) AS total FROM b").get()).toEqual({ total: 1 });
});

test("an upgrade that breaks half-way changes nothing, also by the migrations before", () => {
  const database = new Database(":memory:");
  const whole = { name: "0000_whole", sql: "CREATE TABLE a (id INTEGER)" };
  const broken = {
    name: "0001_broken",
    sql: "CREATE TABLE b (id INTEGER); --> statement-breakpoint CREATE TABEL c",
  };
  expect(() => migrate(database, [whole, broken])).toThrow();
  expect(database.query("SELECT name FROM sqlite_schema").all()).toEqual([]);
});

test("an upgrade that would leave rows without the row that they refer to changes nothing", () => {
  const database = new Database(":memory:");
  const first = {
    name: "0000_first",
    sql: "CREATE TABLE a (id INTEGER PRIMARY KEY); --> statement-breakpoint CREATE TABLE b (a INTEGER REFERENCES a(id))",
  };
  migrate(database, [first]);
  database.run("INSERT INTO a VALUES (1)");
  database.run("INSERT INTO b VALUES (1)");
  const careless = { name: "0001_careless", sql: "DELETE FROM a" };
  expect(() => migrate(database, [first, careless])).toThrow(
    "The new schema (0001_careless) would leave 1 rows without the row that they refer to",
  );
  expect(database.query("SELECT count(*) AS total FROM a").get()).toEqual({ total: 1 });
});
