import type { PageCollector } from "./collect-pages.ts";

/** Empty cells between two full ones that are kept as empty columns; more are taken for a gap. */
const MAX_GAP = 32;

export interface SheetRow {
  /** Columns count from 1 and come in their order; empty cells may be left out. */
  cell(column: number, text: string): void;
  end(): void;
}

/** Writes a sheet's rows as lines of cells with ` | ` between them; empty rows are left out. */
export function createRow(pages: PageCollector): SheetRow {
  let cells: string[] = [];
  let next = 1;

  return {
    cell(column, text) {
      const shown = text.replace(/\s+/g, " ").trim();
      if (shown === "" || pages.isFull()) return;
      const gap = Math.min(Math.max(column - next, 0), MAX_GAP);
      for (let left = gap; left > 0; left -= 1) cells.push("");
      cells.push(shown);
      next = column + 1;
    },
    end() {
      if (cells.length > 0) pages.line(cells.join(" | "));
      cells = [];
      next = 1;
    },
  };
}
