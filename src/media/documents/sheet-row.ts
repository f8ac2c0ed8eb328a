import type { PageCollector } from "./collect-pages.ts";
import { CELL_MARK } from "./page-table.ts";

/**
 * The maximum number of empty cells between two full ones that are kept as columns; more are a gap.
 */
const MAX_GAP = 32;

export interface SheetRow {
  /** Begins the rows of another sheet. */
  begin(): void;
  /** Columns count from 1, in order; empty cells may be left out. */
  cell(column: number, text: string): void;
  end(): void;
}

/** Writes a sheet's rows as lines of cells with ` | ` between them; empty rows are left out. */
export function createRow(pages: Pick<PageCollector, "line" | "isFull">): SheetRow {
  let cells: string[] = [];
  let next = 1;
  /** The last column that any row of the sheet fills: up to it an empty cell is a column. */
  let width = 0;

  return {
    begin() {
      width = 0;
    },
    cell(column, text) {
      const shown = text.replace(/\s+/g, " ").trim();
      if (shown === "" || pages.isFull()) return;
      const known = Math.max(MAX_GAP, width - next);
      const gap = Math.min(Math.max(column - next, 0), known);
      for (let left = gap; left > 0; left -= 1) cells.push("");
      cells.push(shown);
      next = column + 1;
    },
    end() {
      if (cells.length > 0) pages.line(cells.join(CELL_MARK));
      width = Math.max(width, cells.length);
      cells = [];
      next = 1;
    },
  };
}
