import type { Database } from "bun:sqlite";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sqlite";
import type { Dialect } from "../statement.ts";
import { tables } from "./schema.ts";

// Only builds statements: what Drizzle prepares is thrown away.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is asked of it.
const noDatabase = { prepare: () => null } as unknown as Database;

/**
 * The statements' parts in SQLite's syntax. One process writes at a time, so no rows are locked.
 */
export const sqliteDialect: Dialect = {
  name: "sqlite",
  orm: drizzle(noDatabase),
  tables,
  time: sql<number>`${sql.placeholder("@now")}`,
  least: (a, b) => sql`min(${a}, ${b})`,
  greatest: (a, b) => sql`max(${a}, ${b})`,
  whole: (value) => sql<number>`${value}`,
  isAmong: (column, list) => sql`${column} in (select value from json_each(${list}))`,
  listed: (list, columns) => {
    const values = columns.map((name) => sql.raw(`value ->> '${name}' as "${name}"`));
    return sql`(select ${sql.join(values, sql`, `)} from json_each(${list})) as listed`;
  },
  locked: (query) => query,
};
