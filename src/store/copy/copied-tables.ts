import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import * as schema from "../postgres/schema.ts";

export type ColumnKind = "text" | "whole" | "boolean" | "bytes";

export interface CopiedTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
  /** Reads the rows from SQLite in the order of their key, as PostgreSQL is to have them. */
  readonly readSqlite: string;
  /** Reads the same rows in the same order from PostgreSQL. */
  readonly readPostgres: string;
  /** Whether PostgreSQL counts its ids. */
  readonly isCounted: boolean;
}

/** Notes the copy in the target's own `settings`; no row of the bot's. */
export const COPY_NOTE = "copied-from";

/** Every table, those that others refer to first. */
export const copiedTables: readonly CopiedTable[] = [
  schema.users,
  schema.conversations,
  schema.messages,
  schema.attachments,
  schema.deliveries,
  // Nobody works there: whoever held a lane was stopped.
  describe(schema.lanes, { owner: "NULL", lease_until: "0" }),
  schema.seenSids,
  describe(schema.settings, {}, `WHERE key <> '${COPY_NOTE}'`),
  schema.spending,
  schema.reservations,
  schema.jobs,
].map((table) => ("readSqlite" in table ? table : describe(table)));

function describe(
  table: PgTable,
  replaced: Readonly<Record<string, string>> = {},
  where = "",
): CopiedTable {
  const { name, columns: found, primaryKeys } = getTableConfig(table);
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
      columns.map((column) =>
        column.name in replaced
          ? `${replaced[column.name]} AS "${column.name}"`
          : `"${column.name}"`,
      ),
      key.map((column) => `"${column.name}"`),
    ),
    readPostgres: read(
      columns.map((column) => `"${column.name}"`),
      // SQLite compares texts byte by byte; PostgreSQL is told to.
      key.map((column) => `"${column.name}"${column.kind === "text" ? ' COLLATE "C"' : ""}`),
    ),
    isCounted: found.some((column) => column.generatedIdentity !== undefined),
  };

  function read(selected: readonly string[], order: readonly string[]): string {
    return `SELECT ${selected.join(", ")} FROM "${name}" ${where} ORDER BY ${order.join(", ")}`;
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
