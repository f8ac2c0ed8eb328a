import {
  blob,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

/** The column types of SQLite. */
export const kit = {
  table: sqliteTable,
  id: (name: string) => integer(name).primaryKey({ autoIncrement: true }),
  /** An id that is computed: nothing keeps the highest one that ever was. */
  computedId: (name: string) => integer(name).primaryKey(),
  whole: (name: string) => integer(name),
  integer: (name: string) => integer(name),
  text: (name: string) => text(name),
  flag: (name: string) => integer(name, { mode: "boolean" }),
  bytes: (name: string) => blob(name, { mode: "buffer" }),
  index,
  unique,
  uniqueIndex,
  primaryKey,
  postgresOnly: <T>(_indexes: () => readonly T[]): readonly T[] => [],
};

/** The column types of a table; PostgreSQL's kit has the same names. */
export type Kit = typeof kit;
