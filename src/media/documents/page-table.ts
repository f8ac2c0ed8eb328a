import { type Cell, isMostlyRightToLeft, type Line } from "./page-lines.ts";

export const CELL_MARK = " | ";
/** Larger tables are written row by row, without empty cells. */
const MAX_CELLS = 3_000;
/** A table with this many times the columns of its fullest row is not a grid. */
const MAX_COLUMNS_RATIO = 1.5;

interface Column {
  left: number;
  right: number;
}

/**
 * Returns the rows of a table with each cell under its header; a column without a value gets an
 * empty cell.
 */
export function formatTable(lines: readonly Line[]): string[] {
  const columns = lines.length > 1 ? findTableColumns(lines) : null;
  // A row of numbers has the direction of the rows around it.
  const isRightToLeft = isMostlyRightToLeft(lines);
  return lines.map((line) => {
    const cells = columns === null ? line.cells.map(({ text }) => text) : placeCells(line, columns);
    if (isRightToLeft) cells.reverse();
    const last = cells.findLastIndex((text) => text !== "");
    const shown = cells.slice(0, last + 1);
    return shown.join(CELL_MARK);
  });
}

/** Finds the columns of cells below each other; a cell across several columns does not form one. */
function findTableColumns(lines: readonly Line[]): Column[] | null {
  const most = Math.max(...lines.map(({ cells }) => cells.length));
  const count = lines.reduce((sum, { cells }) => sum + cells.length, 0);
  if (most < 2 || count > MAX_CELLS) return null;
  const fullest = lines.filter(({ cells }) => cells.length === most);
  const isAcross = ({ left, right }: Cell) =>
    fullest.some(
      ({ cells }) => cells.filter((cell) => cell.left < right && cell.right > left).length > 1,
    );
  const narrow = lines
    .flatMap(({ cells }) => cells)
    .filter((cell) => !isAcross(cell))
    .toSorted((one, other) => one.left - other.left);
  const columns: Column[] = [];
  for (const { left, right } of narrow) {
    const last = columns.at(-1);
    if (last && left < last.right) last.right = Math.max(last.right, right);
    else columns.push({ left, right });
  }
  return columns.length > most * MAX_COLUMNS_RATIO ? null : columns;
}

function placeCells({ cells }: Line, columns: readonly Column[]): string[] {
  const row = columns.map(() => "");
  let next = 0;
  for (const { text, left, right } of cells) {
    const found = columns.findIndex((column) => column.left < right && column.right > left);
    // Two cells of a line never share a column, however skewed it is.
    const at = Math.max(found, next);
    row[at] = text;
    next = at + 1;
  }
  return Array.from(row, (text) => text ?? "");
}
