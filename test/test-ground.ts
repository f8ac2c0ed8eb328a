import { SQL } from "bun";
import { Database } from "bun:sqlite";
import { join } from "node:path";
import { openTestDatabase } from "./postgres.ts";

/** Whether the stories are told on PostgreSQL; else on SQLite. */
export const isOnPostgres = process.env["TEST_DIALECT"] === "postgres";

/** A new database, and the way to look into it beside the bot. */
export interface TestGround {
  readonly url: string;
  /** What stands in it; what is true is 1, in both dialects. */
  rows<Row extends object = Record<string, unknown>>(sql: string): Promise<Row[]>;
  write(sql: string): Promise<void>;
  remove(): Promise<void>;
}

/** A database in `folder`, or on the PostgreSQL server for tests. */
export function openTestGround(folder: string): Promise<TestGround> {
  return isOnPostgres ? onPostgres() : Promise.resolve(onSqlite(join(folder, "bot.db")));
}

function onSqlite(file: string): TestGround {
  return {
    url: file,
    rows: async (sql) => {
      using database = new Database(file, { readonly: true });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test that asks knows its columns.
      return database.query(sql).all() as never;
    },
    write: async (sql) => {
      using database = new Database(file);
      database.run(sql);
    },
    remove: async () => {},
  };
}

async function onPostgres(): Promise<TestGround> {
  const database = await openTestDatabase();
  const client = new SQL({ url: database.url, max: 1 });
  return {
    url: database.url,
    rows: async (sql) => {
      // As JSON, numbers are numbers.
      const found = await client.unsafe<{ row: Record<string, unknown> }[]>(
        `SELECT to_json(found) AS row FROM (${sql}) AS found`,
      );
      const rows = found.map(({ row }) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asNumber(value)])),
      );
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test that asks knows its columns.
      return rows as never;
    },
    write: async (sql) => {
      await client.unsafe(sql);
    },
    remove: async () => {
      await client.close();
      await database.drop();
    },
  };
}

function asNumber(value: unknown): unknown {
  return typeof value === "boolean" ? Number(value) : value;
}
