import type { PageCollector } from "./collect-pages.ts";
import { CELL_MARK } from "./page-table.ts";

/**
 * The maximum number of empty cells between two full ones that are kept as columns; more are a gap.
 */
const MAX_GAP = 32;
/** Excel writes one range for neighbours that are hidden; a hostile sheet any number. */
const MAX_HIDDEN_RANGES = 200;

export interface SheetRow {
  /** Columns count from 1, in order; empty cells may be left out. */
  cell(column: number, text: string): void;
  /** Ends a row that the sheet shows `times` times, or hides. */
  end(isHidden?: boolean, times?: number): void;
  /** Leaves out columns of the sheet, from its first row on. */
  hideColumns(from: number, to: number): void;
  /** Ends a sheet's rows, and mentions how many of them, and of its columns, its reader does not see. */
  endSheet(): void;
}

/** Writes a sheet's rows as lines of cells with ` | ` between them; empty rows are left out. */
export function createRow(pages: Pick<PageCollector, "line" | "isFull">): SheetRow {
  let cells: string[] = [];
  let next = 1;
  /** The last column that any row of the sheet fills: up to it an empty cell is a column. */
  let width = 0;
  let hidden: { readonly from: number; readonly to: number }[] = [];
  let hiddenRows = 0;
  let hiddenColumns = new Set<number>();

  return {
    cell(column, text) {
      const shown = text.replace(/\s+/g, " ").trim();
      if (shown === "" || pages.isFull()) return;
      let at = column;
      for (const { from, to } of hidden) {
        if (column > to) at -= to - from + 1;
        else if (column >= from) {
          hiddenColumns.add(column);
          return;
        }
      }
      const known = Math.max(MAX_GAP, width - next);
      const gap = Math.min(Math.max(at - next, 0), known);
      for (let left = gap; left > 0; left -= 1) cells.push("");
      cells.push(shown);
      next = at + 1;
    },
    end(isHidden = false, times = 1) {
      if (cells.length > 0) {
        if (isHidden) hiddenRows += times;
        else for (let left = times; left > 0; left -= 1) pages.line(cells.join(CELL_MARK));
      }
      width = Math.max(width, cells.length);
      cells = [];
      next = 1;
    },
    hideColumns(from, to) {
      if (to >= from && hidden.length < MAX_HIDDEN_RANGES) hidden.push({ from, to });
    },
    endSheet() {
      const counts = [
        [hiddenRows, "row(s)"],
        [hiddenColumns.size, "column(s)"],
      ] as const;
      const left = counts.filter(([count]) => count > 0).map((count) => count.join(" "));
      if (left.length > 0) pages.line(`[hidden and left out: ${left.join(", ")}]`);
      [width, hidden, hiddenRows, hiddenColumns] = [0, [], 0, new Set()];
    },
  };
}
