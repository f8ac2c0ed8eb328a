import { type CellObject, type ColInfo, read, type WorkBook } from "@e965/xlsx";
import { parseFormat, showNumber } from "./cell-value.ts";
import { collectPages } from "./collect-pages.ts";
import { type DocumentPages, type ReadingLimits, Unreadable } from "./document-text.ts";
import { createRow } from "./sheet-row.ts";

/** The results of formulas that failed, by their codes. */
const ERRORS: Readonly<Record<number, string>> = {
  0x00: "#NULL!",
  0x07: "#DIV/0!",
  0x0f: "#VALUE!",
  0x17: "#REF!",
  0x1d: "#NAME?",
  0x24: "#NUM!",
  0x2a: "#N/A",
};

/**
 * Reads a workbook of Excel before 2007, with the same result as `readXlsx`. Throws `Unreadable`.
 */
export function readXls(bytes: Uint8Array, limits: ReadingLimits): DocumentPages {
  const book = parse(bytes);
  const is1904 = book.Workbook?.WBProps?.date1904 ?? false;
  const pages = collectPages(limits);
  const row = createRow(pages);
  let sheets = 0;
  for (const [index, name] of book.SheetNames.entries()) {
    // A chart may be among the sheets.
    const sheet = book.Sheets[name];
    const rows = sheet?.["!data"];
    const isHidden = (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0;
    if (rows === undefined || isHidden) continue;
    if (sheets > 0) pages.turn();
    if (pages.isFull()) break;
    sheets += 1;
    pages.line(`# ${name}`);
    // Columns of the usual width are holes in the array.
    const columns: readonly (ColInfo | undefined)[] = sheet?.["!cols"] ?? [];
    for (const [at, column] of columns.entries()) {
      if (column?.hidden === true) row.hideColumns(at + 1, at + 1);
    }
    for (const [at, cells] of rows.entries()) {
      // Empty rows and cells are holes in the arrays.
      for (const [column, cell] of (cells ?? []).entries())
        row.cell(column + 1, show(cell, is1904));
      row.end(sheet?.["!rows"]?.[at]?.hidden);
    }
    row.endSheet();
  }
  return pages.finish(sheets);
}

function parse(bytes: Uint8Array): WorkBook {
  try {
    return read(bytes, {
      type: "array",
      dense: true,
      cellNF: true,
      // Without it the hidden columns are not read.
      cellStyles: true,
      cellHTML: false,
      cellText: false,
    });
  } catch (cause) {
    const isLocked = cause instanceof Error && /password|encrypt/i.test(cause.message);
    throw new Unreadable(isLocked ? "encrypted" : "corrupt", { cause });
  }
}

function show(cell: CellObject | undefined, is1904: boolean): string {
  const { t: type, v: value = "", z: code = "" } = cell ?? {};
  if (type === "n") return showNumber(String(value), parseFormat(String(code)), is1904);
  if (type === "b") return value === true ? "TRUE" : "FALSE";
  return type === "e" ? (ERRORS[Number(value)] ?? "") : String(value);
}
