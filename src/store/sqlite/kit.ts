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

type Reference = () => ReturnType<Kit["whole"]>;

/** Create columns that refer to other tables. */
export interface References {
  /** The row is deleted with the one that it refers to. */
  readonly messageId: Reference;
  readonly userId: () => ReturnType<ReturnType<Kit["whole"]>["notNull"]>;
  readonly partId: Reference;
  /** The column becomes null when the row that it refers to is deleted. */
  readonly payerId: Reference;
  readonly causeId: Reference;
}
