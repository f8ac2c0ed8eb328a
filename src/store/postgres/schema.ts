import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Kit } from "../sqlite/kit.ts";
import { defineTables } from "../tables.ts";

const whole = (name: string) => bigint(name, { mode: "number" });

/** The column types of PostgreSQL. */
const kit = {
  table: pgTable,
  // By default, not always: rows copied from another database keep their ids.
  id: (name: string) => whole(name).primaryKey().generatedByDefaultAsIdentity(),
  computedId: (name: string) => whole(name).primaryKey(),
  whole,
  integer,
  text,
  flag: boolean,
  bytes: customType<{ data: Uint8Array }>({ dataType: () => "bytea" }),
  index,
  unique,
  uniqueIndex,
  primaryKey,
  postgresOnly: <T>(indexes: () => readonly T[]): readonly T[] => indexes(),
};

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same names, with other types of columns.
export const tables = defineTables(kit as unknown as Kit);
