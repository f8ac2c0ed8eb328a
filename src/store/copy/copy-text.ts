import type { ColumnKind, CopiedTable } from "./copied-tables.ts";

/** A row as SQLite holds it. */
export type SqliteRow = Readonly<Record<string, string | number | bigint | null | Uint8Array>>;

/** The number of bytes that are spelled out at once. */
const SLICE = 256 * 1024;

const ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

/**
 * Yields a row in the text format of PostgreSQL's COPY, exactly as PostgreSQL writes it: equal rows
 * are equal texts. In pieces, because an attachment may have many megabytes.
 */
export function* copyText(
  { columns }: Pick<CopiedTable, "columns">,
  row: SqliteRow,
): Generator<string> {
  let line = "";
  for (const [place, { name, kind }] of columns.entries()) {
    if (place > 0) line += "\t";
    const value = row[name] ?? null;
    if (value instanceof Uint8Array) {
      yield `${line}\\\\x`;
      yield* hexOf(value);
      line = "";
    } else {
      line += fieldText(kind, value);
    }
  }
  yield `${line}\n`;
}

/**
 * Returns the number of texts in a row that contain a NUL, which PostgreSQL rejects in every text.
 */
export function countNuls({ columns }: Pick<CopiedTable, "columns">, row: SqliteRow): number {
  return columns.filter(({ name }) => {
    const value = row[name];
    return typeof value === "string" && value.includes("\0");
  }).length;
}

function fieldText(kind: ColumnKind, value: string | number | bigint | null): string {
  if (value === null) return "\\N";
  if (kind === "boolean") return value === 0 ? "f" : "t";
  // SQLite can store a fraction in an integer column.
  if (kind === "whole") return String(typeof value === "number" ? Math.round(value) : value);
  return String(value)
    .replaceAll("\0", "")
    .replaceAll(/[\b\f\n\r\t\v\\]/g, (character) => ESCAPES[character] ?? character);
}

function* hexOf(bytes: Uint8Array): Generator<string> {
  for (let from = 0; from < bytes.length; from += SLICE) {
    yield Buffer.from(
      bytes.buffer,
      bytes.byteOffset + from,
      Math.min(SLICE, bytes.length - from),
    ).toString("hex");
  }
}
