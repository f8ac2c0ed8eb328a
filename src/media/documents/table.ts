import { CELL_MARK } from "./page-table.ts";

/** The number of columns and rows that a cell covers. */
export interface Spans {
  readonly columns: number;
  readonly rows: number;
}

/** A table that is being read; cells stay in their columns despite spans beside or above them. */
export interface Table {
  /** Adds a line to the open cell. */
  line(text: string): void;
  /** Adds rows of a table inside the open cell. */
  rows(lines: string[]): void;
  endCell(spans?: Spans): void;
  /** Leaves `count` columns empty. */
  skipCells(count: number): void;
  /** Returns the row's lines: one of cells, or several if a cell contains a table. */
  endRow(): string[];
}

/** A hostile file may declare that a cell spans millions. */
const MAX_COLUMNS = 1_000;
const MAX_ROWS = 10_000;

interface Cell {
  readonly lines: string[];
  readonly hasRows: boolean;
}

const EMPTY: Cell = { lines: [], hasRows: false };

export function createTable(): Table {
  let lines: string[] = [];
  let rowsIn = 0;
  let row: Cell[] = [];
  /** By column: the rows below that a cell above still covers. */
  let covered: number[] = [];

  const push = (cell: Cell, rows: number) => {
    const at = row.length;
    row.push(cell);
    if (rows > 1) covered[at] = Math.min(rows, MAX_ROWS);
  };
  const pushCovered = () => {
    while ((covered[row.length] ?? 0) > 0) row.push(EMPTY);
  };

  return {
    line: (text) => lines.push(text.replaceAll("\n", " ")),
    rows(inner) {
      // A page of nested tables would copy all of it for each level.
      if (lines.length < Math.min(inner.length, 100)) {
        inner.unshift(...lines);
        lines = inner;
      } else {
        lines = lines.concat(inner);
      }
      rowsIn += inner.length;
    },
    endCell({ columns, rows } = { columns: 1, rows: 1 }) {
      pushCovered();
      push({ lines, hasRows: rowsIn > 1 }, rows);
      const end = Math.min(row.length + columns - 1, MAX_COLUMNS);
      while (row.length < end) push(EMPTY, rows);
      [lines, rowsIn] = [[], 0];
    },
    skipCells(count) {
      const end = Math.min(row.length + count, MAX_COLUMNS);
      while (row.length < end) row.push(EMPTY);
    },
    endRow() {
      pushCovered();
      const cells = row;
      row = [];
      covered = covered.map((rows) => Math.max(0, rows - 1));
      return formatRow(cells);
    },
  };
}

function formatRow(cells: readonly Cell[]): string[] {
  const filled = cells.filter((cell) => cell.lines.length > 0);
  // A cell alone in its row, or around a table, is page layout rather than a row of values.
  if (cells.length === 1 || filled.some(({ hasRows }) => hasRows)) {
    return filled.length === 1 ? (filled[0]?.lines ?? []) : filled.flatMap((cell) => cell.lines);
  }
  const last = cells.findLastIndex((cell) => cell.lines.length > 0);
  if (last === -1) return [];
  return [
    cells
      .slice(0, last + 1)
      .map((cell) => cell.lines.join(" "))
      .join(CELL_MARK),
  ];
}
