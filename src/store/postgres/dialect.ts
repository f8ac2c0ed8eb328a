import type { SQL } from "bun";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sql";
import type { AnyPgSelect, PgTable } from "drizzle-orm/pg-core";
import type { Dialect, Orm } from "../statement.ts";
import { tables } from "./schema.ts";

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only builds statements.
const noDatabase = {} as unknown as SQL;

/** The statements' parts in PostgreSQL's syntax. */
export const postgresDialect: Dialect = {
  name: "postgres",
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same methods build what PostgreSQL reads.
  orm: drizzle(noDatabase) as unknown as Orm,
  tables,
  // The server's own clock: several bots need not agree on the time. A test replaces it.
  time: sql<number>`coalesce(${sql.placeholder("@now")}::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint)`.mapWith(
    Number,
  ),
  least: (a, b) => sql`least(${a}, ${b})`,
  greatest: (a, b) => sql`greatest(${a}, ${b})`,
  whole: (value) => sql<number>`${value}::bigint`.mapWith(Number),
  isAmong: (column, list) =>
    // An array, so that an index is used; its elements are texts, whatever the column's type.
    column.dataType === "string"
      ? sql`${column} = any(array(select json_array_elements_text(${list}::text::json)))`
      : sql`${column} = any(array(select json_array_elements_text(${list}::text::json)::bigint))`,
  listed: (list, columns) => {
    const types = sql.raw(columns.map((name) => `"${name}" text`).join(", "));
    return sql`json_to_recordset(${list}::text::json) as listed(${types})`;
  },
  locked: (query, { of, skipLocked = false } = {}) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every select of this dialect's.
    const select = query as AnyPgSelect;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the tables are PostgreSQL's.
    const rows = of === undefined ? {} : { of: of as unknown as PgTable };
    select.for("update", { ...rows, ...(skipLocked && { skipLocked: true }) });
    return query;
  },
};
