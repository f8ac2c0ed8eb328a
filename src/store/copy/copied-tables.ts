import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import { tables } from "../postgres/schema.ts";
import type { Tables } from "../tables.ts";

export type ColumnKind = "text" | "whole" | "boolean" | "bytes";

export interface CopiedTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
  /**
   * Reads the rows from SQLite in the order of their key, with the values that PostgreSQL stores.
   */
  readonly readSqlite: string;
  /** Reads the same rows in the same order from PostgreSQL. */
  readonly readPostgres: string;
  /** True if PostgreSQL generates its ids. */
  readonly isCounted: boolean;
}

/** The key of the note in the target's `settings` that marks it as a copy; not copied itself. */
export const COPY_NOTE = "copied-from";

/**
 * Tables that are not copied: the first server on PostgreSQL reads the documents again, which takes
 * less than to convert an index into another one.
 */
export const REBUILT_TABLES: readonly string[] = [
  "knowledge_files",
  "knowledge_passages",
  "knowledge_words",
];

/** The values in place of a column's: no lane is held, because the server was stopped. */
const REPLACED: Readonly<Record<string, string>> = {
  "lanes.owner": "NULL",
  "lanes.lease_until": "0",
};

/** The rows of a table that are copied. `instance` names the one server of a SQLite database. */
const COPIED: Readonly<Record<string, string>> = {
  settings: `WHERE key NOT IN ('${COPY_NOTE}', 'instance')`,
};

/** Every other table, in the order of their definitions: those that others refer to first. */
export const copiedTables: readonly CopiedTable[] = Object.values(tables)
  .map(describe)
  .filter(({ name }) => !REBUILT_TABLES.includes(name));

function describe(table: Tables[keyof Tables]): CopiedTable {
  const {
    name,
    columns: found,
    primaryKeys,
  } = getTableConfig(
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- they are PostgreSQL's.
    table as unknown as PgTable,
  );
  const columns = found.map((column) => ({
    name: column.name,
    kind: kindOf(column.getSQLType()),
    isPrimary: column.primary,
  }));
  // A key of several columns is asked for names only: its columns do not know their types.
  const ofKey = primaryKeys[0]?.columns.map((column) => column.name);
  const key = columns.filter((column) => ofKey?.includes(column.name) ?? column.isPrimary);
  return {
    name,
    columns,
    readSqlite: read(
      columns.map((column) => {
        const value = REPLACED[`${name}.${column.name}`] ?? `"${column.name}"`;
        return `${value} AS "${column.name}"`;
      }),
      key.map((column) => `"${column.name}"`),
    ),
    readPostgres: read(
      columns.map((column) => `"${column.name}"`),
      // SQLite compares texts byte by byte; PostgreSQL needs a collation for it.
      key.map((column) => `"${column.name}"${column.kind === "text" ? ' COLLATE "C"' : ""}`),
    ),
    isCounted: found.some((column) => column.generatedIdentity !== undefined),
  };

  function read(selected: readonly string[], order: readonly string[]): string {
    return `SELECT ${selected.join(", ")} FROM "${name}" ${COPIED[name] ?? ""} ORDER BY ${order.join(", ")}`;
  }
}

function kindOf(type: string): ColumnKind {
  switch (type) {
    case "text":
    case "boolean":
      return type;
    case "bytea":
      return "bytes";
    case "bigint":
    case "integer":
      return "whole";
    default:
      throw new Error(`no copy knows the type ${type}`);
  }
}
