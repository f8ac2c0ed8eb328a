import { type SQL, sql } from "drizzle-orm";
import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import type * as schema from "./schema.ts";

/** What every query of this folder needs; writes run inside the writer's transaction. */
export interface Connection {
  readonly orm: BunSQLiteDatabase<typeof schema>;
  now(): number;
  /** Whether parts wait for `takeReply`, so that sending them is no step of their user's lane. */
  readonly isPulled: boolean;
}

/**
 * Builds a statement once for each connection, and returns it from then on: to build its text and to
 * compile that takes ten times as long as to run it. What changes from run to run is `given`.
 */
export function prepared<T>(build: (orm: Connection["orm"]) => T): (connection: Connection) => T {
  const built = new WeakMap<Connection["orm"], T>();
  return ({ orm }) => {
    const known = built.get(orm);
    if (known !== undefined) return known;
    const statement = build(orm);
    built.set(orm, statement);
    return statement;
  };
}

/**
 * A value that each run of a prepared statement brings along under this name, as SQLite takes it: a
 * column's own translation of it would cost as much as the statement.
 */
export function given(name: string): SQL {
  return sql`${sql.placeholder(name)}`;
}

/** The id of the row that was just inserted: RETURNING would cost a third more. */
export function lastInsertedId(connection: Connection): number {
  const last = lastRow(connection).get();
  if (last === undefined) throw new Error("nothing was inserted");
  return last.id;
}

const lastRow = prepared((orm) =>
  orm
    .select({ id: sql<number>`last_insert_rowid()` })
    .from(sql`(select 1)`)
    .prepare(),
);
