import type { Blocks } from "./blocks.ts";
import type { Spans } from "./table.ts";

/** The open tables, rows and cells: HTML may leave out the ends of cells and rows. */
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

/** Deeper tables are read as text of the one around them. */
const MAX_DEPTH = 20;

/**
 * Writes an HTML page's tables; the cost of a tag does not depend on the number of open elements.
 */
export function createTables(blocks: Blocks): HtmlTables {
  const tables: { isRow: boolean; cell: Spans | null }[] = [];

  let deeper = 0;
  const current = () => (deeper === 0 ? tables.at(-1) : undefined);

  const endCell = () => {
    const table = current();
    if (!table?.cell) return;
    blocks.endCell(table.cell);
    table.cell = null;
  };
  const endRow = () => {
    endCell();
    const table = current();
    if (table?.isRow !== true) return;
    table.isRow = false;
    blocks.endRow();
  };
  const endTable = () => {
    if (deeper > 0) {
      deeper -= 1;
      return;
    }
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
      if (tables.length === MAX_DEPTH) {
        deeper += 1;
        return;
      }
      tables.push({ isRow: false, cell: null });
      blocks.openTable();
    },
    openRow() {
      endRow();
      const table = current();
      if (table !== undefined) table.isRow = true;
    },
    openCell(spans) {
      endCell();
      const table = current();
      if (table !== undefined) [table.isRow, table.cell] = [true, spans];
    },
    endAll() {
      deeper = 0;
      while (tables.length > 0) endTable();
    },
  };
}
