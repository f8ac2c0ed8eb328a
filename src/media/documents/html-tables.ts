import type { Blocks } from "./blocks.ts";
import type { Spans } from "./table.ts";

/** What of tables is open: HTML may leave the ends of cells and rows out. */
export interface HtmlTables {
  openTable(): void;
  openRow(): void;
  openCell(spans: Spans): void;
  endCell(): void;
  endRow(): void;
  endTable(): void;
  /** Ends every table that is still open. */
  endAll(): void;
}

/** Writes an HTML page's tables, each tag at a cost that does not grow with what is open. */
export function createTables(blocks: Blocks): HtmlTables {
  const tables: { isRow: boolean; cell: Spans | null }[] = [];

  const endCell = () => {
    const table = tables.at(-1);
    if (!table?.cell) return;
    blocks.endCell(table.cell);
    table.cell = null;
  };
  const endRow = () => {
    endCell();
    const table = tables.at(-1);
    if (table?.isRow !== true) return;
    table.isRow = false;
    blocks.endRow();
  };
  const endTable = () => {
    if (tables.length === 0) return;
    endRow();
    tables.pop();
    blocks.endTable();
  };
  return {
    endCell,
    endRow,
    endTable,
    openTable() {
      tables.push({ isRow: false, cell: null });
      blocks.openTable();
    },
    openRow() {
      endRow();
      const table = tables.at(-1);
      if (table !== undefined) table.isRow = true;
    },
    openCell(spans) {
      endCell();
      const table = tables.at(-1);
      if (table !== undefined) [table.isRow, table.cell] = [true, spans];
    },
    endAll() {
      while (tables.length > 0) endTable();
    },
  };
}
