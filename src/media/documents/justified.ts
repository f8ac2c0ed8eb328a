import type { Cell, Line } from "./page-lines.ts";

/** The maximum space between words of a justified line, in letter heights. */
const MAX_SPACE = 2.5;
/** The maximum distance between lines of one paragraph, in letter heights. */
const LINE_STEP = 2;
/** This many equal spaces in a row are not a coincidence. */
const EVEN_GAPS = 3;
const EVENNESS = 0.2;

/**
 * Joins the words of justified lines, whose spaces are as wide as those between table cells: a
 * column gap continues in the line above or below, or differs from its neighbours.
 */
export function joinJustified(lines: readonly Line[]): Line[] {
  return lines.map((line, index) => {
    if (line.cells.length < 2) return line;
    const beside = [lines[index - 1], lines[index + 1]].filter(
      (other) => other !== undefined && Math.abs(other.y - line.y) <= LINE_STEP * line.size,
    );
    const gaps = line.cells.slice(1).map((cell, at) => cell.left - (line.cells[at]?.right ?? 0));
    const isLoose = (at: number) => {
      const gap = gaps[at] ?? Infinity;
      if (gap > MAX_SPACE * line.size) return false;
      const to = line.cells[at + 1]?.left ?? 0;
      const isCovered =
        beside.length > 0 && beside.every((other) => covers(other?.cells ?? [], to - gap, to));
      return isCovered || isEven(gaps, at);
    };
    return { ...line, cells: mergeCells(line, isLoose) };
  });
}

function covers(cells: readonly Cell[], from: number, to: number): boolean {
  return cells.some(({ left, right }) => left <= from && right >= to);
}

function isEven(gaps: readonly number[], at: number): boolean {
  const gap = gaps[at] ?? 0;
  const isAlike = (other: number | undefined) =>
    other !== undefined && Math.abs(other - gap) <= EVENNESS * gap;
  let count = 1;
  for (let next = at + 1; isAlike(gaps[next]); next += 1) count += 1;
  for (let before = at - 1; isAlike(gaps[before]); before -= 1) count += 1;
  return count >= EVEN_GAPS;
}

function mergeCells({ cells, isRightToLeft }: Line, isLoose: (at: number) => boolean): Cell[] {
  const merged: Cell[] = [];
  for (const [index, cell] of cells.entries()) {
    const last = merged.at(-1);
    const hasLetters = /\p{L}/u.test(cell.text) || /\p{L}/u.test(last?.text ?? "");
    if (last === undefined || !hasLetters || !isLoose(index - 1)) {
      merged.push(cell);
    } else {
      const [one, other] = isRightToLeft === true ? [cell, last] : [last, cell];
      const order = Math.min(last.order, cell.order);
      merged.splice(-1, 1, {
        ...last,
        text: `${one.text} ${other.text}`,
        right: cell.right,
        order,
      });
    }
  }
  return merged;
}
