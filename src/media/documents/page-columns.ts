import type { Cell, Line } from "./page-lines.ts";

/** The minimum width of a gutter, in letter heights. */
const GUTTER = 1;
const MIN_LINES = 3;
/** More lines than a page has. */
const MAX_LINES = 400;
/**
 * The minimum words per line of prose, even in a narrow column; a table cell seldom has as many.
 */
const PROSE_WORDS = 2.5;
/** The number of characters that count as a word in a script without spaces. */
const UNSPACED_WORD = 2;

interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface Columns {
  /** The columns from left to right; empty if there are none. */
  readonly sides: readonly (readonly Line[])[];
  /** The first line after them, or the next one to search from. */
  readonly end: number;
}

/**
 * Finds columns of prose side by side that begin at line `start`: a gutter through several
 * lines, with sentences that continue below and not across. Finds none in anything else, such as a
 * table.
 */
export function findColumns(lines: readonly Line[], start: number): Columns {
  const page = extentOf(lines);
  let gutters: readonly Interval[] = [page];
  let end = start;
  for (; end < Math.min(lines.length, start + MAX_LINES); end += 1) {
    const line = lines[end];
    if (line === undefined) break;
    const left = overlaps(gutters, freeIn(line)).filter(
      ({ from, to }) => to - from >= GUTTER * line.size,
    );
    if (left.length === 0) break;
    gutters = left;
  }
  const inner = gutters.filter(({ from, to }) => from > page.from && to < page.to);
  if (inner.length === 0 || end - start < MIN_LINES) return { sides: [], end: start + 1 };
  const band = lines.slice(start, end);
  // All columns at once first: the text beside a gutter may be columns itself. Three that are drawn
  // line by line are rather a table with sentences in its cells.
  for (const between of inner.length > 1 ? [inner, ...inner.map((one) => [one])] : [inner]) {
    const edges = [...between, { from: Infinity, to: Infinity }];
    const sides = edges.map(({ from }, at) =>
      sideOf(band, ({ left, right }) => left >= (edges[at - 1]?.to ?? -Infinity) && right <= from),
    );
    const areThree = between.length > 1;
    const areAll = sides.slice(1).every((side, at) => areColumns(sides[at] ?? [], side, areThree));
    if (areAll) return { sides, end };
  }
  // Examining each line of a long table would take quadratic time.
  return { sides: [], end: start + Math.ceil(band.length / 2) };
}

function extentOf(lines: readonly Line[]): Interval {
  let [from, to] = [Infinity, -Infinity];
  for (const { cells } of lines) {
    from = Math.min(from, cells[0]?.left ?? from);
    for (const { right } of cells) to = Math.max(to, right);
  }
  return { from, to };
}

/** Returns the empty intervals from left to right, including the margins. */
function freeIn({ cells }: Line): Interval[] {
  const free: Interval[] = [];
  let from = -Infinity;
  for (const { left, right } of cells) {
    if (left > from) free.push({ from, to: left });
    from = Math.max(from, right);
  }
  return [...free, { from, to: Infinity }];
}

/** Returns the overlaps of two lists that are sorted from left to right. */
function overlaps(ones: readonly Interval[], others: readonly Interval[]): Interval[] {
  const found: Interval[] = [];
  for (let i = 0, j = 0; i < ones.length && j < others.length;) {
    const [one, other] = [ones[i], others[j]];
    if (one === undefined || other === undefined) break;
    const from = Math.max(one.from, other.from);
    const to = Math.min(one.to, other.to);
    if (from < to) found.push({ from, to });
    if (one.to < other.to) i += 1;
    else j += 1;
  }
  return found;
}

function sideOf(band: readonly Line[], isOnSide: (cell: Cell) => boolean): Line[] {
  return band
    .map((line) => ({ ...line, cells: line.cells.filter(isOnSide) }))
    .filter(({ cells }) => cells.length > 0);
}

function areColumns(
  left: readonly Line[],
  right: readonly Line[],
  mustBeDrawnApart: boolean,
): boolean {
  if (left.length < MIN_LINES || right.length < MIN_LINES) return false;
  const [one, other] = [describe(left), describe(right)];
  if (one.numeric > 0.3 || other.numeric > 0.3 || one.several > 0.3 || other.several > 0.3) {
    return false;
  }
  const heights = new Set(left.map(({ y }) => y));
  const aligned = right.filter(({ y }) => heights.has(y)).length;
  const isAligned = aligned >= 0.7 * Math.min(left.length, right.length);
  // A producer that supports columns draws one after the other.
  const isDrawnApart = one.last < other.first || other.last < one.first;
  const goesOn = !mustBeDrawnApart && one.goesOn >= 0.4 && other.goesOn >= 0.4;
  const words = Math.min(one.words, other.words);
  if (!isDrawnApart && !goesOn) return false;
  return words >= (isAligned ? PROSE_WORDS : PROSE_WORDS - 1);
}

function describe(lines: readonly Line[]) {
  const cells = lines.flatMap((line) => line.cells);
  const texts = lines.map((line) => line.cells.map(({ text }) => text).join(" "));
  const share = (test: (text: string) => boolean) => texts.filter(test).length / texts.length;
  return {
    /** Per line. */
    words: texts.reduce((sum, text) => sum + countWords(text), 0) / texts.length,
    numeric: share(
      (text) => (text.match(/\p{N}/gu)?.length ?? 0) > 0.4 * text.replaceAll(" ", "").length,
    ),
    /** Lines that begin in the middle of a sentence; unknown in a script without small letters. */
    goesOn:
      texts.slice(1).filter((text) => /^[^\p{L}\p{N}]?[\p{Ll}\p{Lo}]/u.test(text)).length /
      (texts.length - 1),
    several: lines.filter((line) => line.cells.length > 1).length / lines.length,
    first: Math.min(...cells.map(({ order }) => order)),
    last: Math.max(...cells.map(({ order }) => order)),
  };
}

function countWords(text: string): number {
  const spaced =
    text.match(/[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]+/gu)?.length ?? 0;
  const unspaced =
    text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/gu)?.length ?? 0;
  return spaced + unspaced / UNSPACED_WORD;
}
