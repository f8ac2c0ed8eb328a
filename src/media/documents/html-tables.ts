import type { Blocks } from "./blocks.ts";

/** What of tables is open: HTML may leave the ends of cells and rows out. */
export interface HtmlTables {
  openTable(): void;
  openRow(): void;
  openCell(): void;
  endCell(): void;
  endRow(): void;
  endTable(): void;
  /** Ends every table that is still open. */
  endAll(): void;
}

/** Writes an HTML page's tables, each tag at a cost that does not grow with what is open. */
export function createTables(blocks: Blocks): HtmlTables {
  const tables: { isRow: boolean; isCell: boolean }[] = [];

  const endCell = () => {
    const table = tables.at(-1);
    if (table?.isCell !== true) return;
    table.isCell = false;
    blocks.endCell();
  };
  const endRow = () => {
    endCell();
    const table = tables.at(-1);
    if (table?.isRow !== true) return;
    table.isRow = false;
    blocks.endRow();
  };
  const open = (part: "isRow" | "isCell") => {
    const table = tables.at(-1);
    if (table !== undefined) table[part] = true;
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
      tables.push({ isRow: false, isCell: false });
      blocks.openTable();
    },
    openRow() {
      endRow();
      open("isRow");
    },
    openCell() {
      endCell();
      open("isRow");
      open("isCell");
    },
    endAll() {
      while (tables.length > 0) endTable();
    },
  };
}
