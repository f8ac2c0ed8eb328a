import { SQL } from "bun";
import { Database } from "bun:sqlite";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../src/core/ports.ts";
import type { AdminStore } from "../src/store/admin-store.ts";
import { openPostgresAdminStore } from "../src/store/postgres/admin-store.ts";
import { openAdminStore } from "../src/store/sqlite/admin-store.ts";
import { openTestDatabase } from "./postgres.ts";

/** True if the stories run on PostgreSQL; else they run on SQLite. */
export const isOnPostgres = process.env["TEST_DIALECT"] === "postgres";

/** A new database, and the way to look into it beside the bot. */
export interface StoryDatabase {
  readonly url: string;
  /** Returns rows of the database; true is 1, in both dialects. */
  rows<Row extends object = Record<string, unknown>>(sql: string): Promise<Row[]>;
  write(sql: string): Promise<void>;
  /** The files in its folder, and the tables, in which a text can be read. */
  traces(text: string): Promise<string[]>;
  openAdminStore(clock: Clock, hasWebhook?: boolean): Promise<AdminStore>;
  remove(): Promise<void>;
}

/** A database in `folder`, or on the PostgreSQL server for tests. */
export function openStoryDatabase(folder: string): Promise<StoryDatabase> {
  return isOnPostgres ? onPostgres(folder) : sqliteDatabase(folder);
}

/** A database in `folder`, whatever the stories are told on. */
export async function sqliteDatabase(folder: string): Promise<StoryDatabase> {
  const file = join(folder, "bot.db");
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
    traces: async (text) => filesWith(text, folder),
    openAdminStore: async (clock, hasWebhook) => openAdminStore({ path: file, clock, hasWebhook }),
    remove: async () => {},
  };
}

async function onPostgres(folder: string): Promise<StoryDatabase> {
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
    traces: async (text) => [...filesWith(text, folder), ...(await tablesWith(text, client))],
    openAdminStore: (clock, hasWebhook) =>
      openPostgresAdminStore({ url: database.url, clock, hasWebhook }),
    remove: async () => {
      await client.close();
      await database.drop();
    },
  };
}

function filesWith(text: string, folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .filter((name) => readFileSync(join(folder, name)).includes(text));
}

async function tablesWith(text: string, client: SQL): Promise<string[]> {
  const tables = await client<{ name: string }[]>`SELECT tablename AS name FROM pg_tables
    WHERE schemaname = 'public'`;
  // As text, bytes are hexadecimal.
  const patterns = [text, Buffer.from(text).toString("hex")].map((part) => `%${part}%`);
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await client.unsafe(
      `SELECT 1 FROM ${name} WHERE ${name}::text LIKE $1 OR ${name}::text LIKE $2 LIMIT 1`,
      patterns,
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

function asNumber(value: unknown): unknown {
  return typeof value === "boolean" ? Number(value) : value;
}
