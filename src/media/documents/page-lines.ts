import {
  inReadingOrder,
  isRightToLeft as areRightToLeft,
  mayTurn,
  mirror,
  withBrackets,
} from "./bidi-pieces.ts";
import { joinRuns, type Run, type Script } from "./scripts.ts";

/** A run of text as it is drawn; y increases downwards and is the baseline. */
export interface Piece {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly y: number;
  /** The height of its letters. */
  readonly size: number;
  /** True if its letters were drawn from right to left. */
  readonly isRightToLeft: boolean;
  /** True if a space was drawn before it. */
  readonly hasSpace: boolean;
  readonly script?: Script;
}

/** Text that is together in a line, such as a table's cell or a column's line. */
export interface Cell {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** The drawing order of its first piece. */
  readonly order: number;
}

export interface Line {
  readonly y: number;
  readonly size: number;
  /** From left to right. */
  readonly cells: readonly Cell[];
  /** Null for a line without letters. */
  readonly isRightToLeft: boolean | null;
}

/** The distance from which a gap is not a space between words, in letter heights. */
const CELL_GAP = 1;
const SPACE_GAP = 0.15;
/** Amounts are together in narrow columns, but further apart than words. */
const AMOUNT = /^\P{L}*\p{N}[.,]\p{N}\P{L}*$/u;
const AMOUNT_GAP = 0.5;
/** A list's sign, which is further from its text than words are from each other. */
const BULLET = /^[•●○◦▪■□‣⁃–-]$/;
const BULLET_GAP = 3;
/**
 * The number of copies of a text that are compared; a cell such as `0.00` may occur a thousand
 * times on a page.
 */
const COPIES = 8;

/** Keeps a text once if it is drawn several times at nearly the same place, which makes it bold. */
export function dropRepeats(pieces: readonly Piece[]): Piece[] {
  const seen = new Map<string, Piece[]>();
  return pieces.filter((piece) => {
    const copies = seen.get(piece.text) ?? [];
    const near = Math.min(0.2 * piece.size, 0.5 * (piece.right - piece.left));
    const isCopy = copies.some(
      ({ left, y }) => Math.abs(left - piece.left) <= near && Math.abs(y - piece.y) <= near,
    );
    if (!isCopy) seen.set(piece.text, [...copies.slice(1 - COPIES), piece]);
    return !isCopy;
  });
}

/**
 * Marks text that is drawn small and raised or lowered beside other text, and moves it into its
 * line.
 */
export function attachScripts(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  let base: Piece | null = null;
  for (const [index, piece] of pieces.entries()) {
    const before = found.at(-1);
    const next = pieces[index + 1];
    const toward = [base, next].find((other) => other && scriptOf(piece, before, other) !== null);
    const script = toward ? scriptOf(piece, before, toward) : null;
    if (toward && script !== null) {
      found.push({ ...piece, y: toward.y, script, hasSpace: toward === next && piece.hasSpace });
    } else {
      found.push(piece);
      base = piece;
    }
  }
  return found;
}

function scriptOf(piece: Piece, before: Piece | undefined, base: Piece): Script | null {
  if (piece.size > 0.95 * base.size || piece.text.length > 12) return null;
  const raised = (base.y - piece.y) / base.size;
  const after = piece.left - Math.max(base.right, before?.y === base.y ? before.right : 0);
  const gap = Math.max(after, piece.right < base.right ? base.left - piece.right : after);
  if (Math.abs(gap) > 0.45 * base.size) return null;
  if (raised >= 0.15 && raised <= 0.8) return "super";
  return raised <= -0.08 && raised >= -0.5 ? "sub" : null;
}

/** Groups pieces at the same height into lines; pieces far apart are cells. */
export function toLines(pieces: readonly Piece[]): Line[] {
  const orders = new Map(pieces.map((piece, order) => [piece, order]));
  const isMixed = mayTurn(pieces);
  const isPageRightToLeft = isMixed && areRightToLeft(pieces) === true;
  const rows: { y: number; size: number; pieces: Piece[] }[] = [];
  for (const piece of pieces.toSorted((one, other) => one.y - other.y)) {
    const row = rows.at(-1);
    const isSame = row && piece.y - row.y <= 0.35 * Math.min(row.size, piece.size);
    if (isSame) {
      row.pieces.push(piece);
      if (piece.script === undefined) row.size = Math.max(row.size, piece.size);
    } else {
      rows.push({ y: piece.y, size: piece.size, pieces: [piece] });
    }
  }
  return rows.map(({ y, size, pieces: inRow }) => {
    const isRightToLeft = isMixed && areRightToLeft(inRow, isPageRightToLeft);
    const cells = toCells(inRow, isRightToLeft === true, orders);
    return { y, size, cells, isRightToLeft };
  });
}

function toCells(
  pieces: readonly Piece[],
  isRightToLeft: boolean,
  orders: ReadonlyMap<Piece, number>,
): Cell[] {
  const sorted = pieces.toSorted((one, other) => one.left - other.left);
  const groups: Piece[][] = [];
  let right = -Infinity;
  for (const piece of sorted) {
    const group = groups.at(-1);
    const isSecond = groups.length === 1 && group?.length === 1;
    const isNear = piece.left - right <= cellGap(group?.at(-1), piece, isSecond) * piece.size;
    if (group && isNear) group.push(piece);
    else groups.push([piece]);
    right = Math.max(right, piece.right);
  }
  return groups.map((group) => ({
    text: joinPieces(group, isRightToLeft, orders),
    left: group[0]?.left ?? 0,
    right: Math.max(...group.map((piece) => piece.right)),
    order: Math.min(...group.map((piece) => orders.get(piece) ?? 0)),
  }));
}

/** Returns the gap from which a piece begins a cell, in letter heights. */
function cellGap(before: Piece | undefined, piece: Piece, isSecond: boolean): number {
  if (before === undefined) return CELL_GAP;
  if (isSecond && BULLET.test(before.text)) return BULLET_GAP;
  const areAmounts = AMOUNT.test(before.text) && AMOUNT.test(piece.text);
  return areAmounts && !isMonospaced(piece) ? AMOUNT_GAP : CELL_GAP;
}

/** Returns whether each letter is as wide as those of a typewriter, whose spaces are wide too. */
function isMonospaced({ text, left, right, size }: Piece): boolean {
  return Math.abs((right - left) / text.length - 0.6 * size) < 0.02 * size;
}

/** Joins pieces, from left to right, to the text that is read. */
function joinPieces(
  pieces: readonly Piece[],
  isLineRightToLeft: boolean,
  orders: ReadonlyMap<Piece, number>,
): string {
  const isApartAt = (at: number) => {
    const [left, right] = [pieces[at], pieces[at + 1]];
    if (left === undefined || right === undefined) return false;
    const isDrawnBack = isLineRightToLeft && (orders.get(left) ?? 0) > (orders.get(right) ?? 0);
    return isApart(left, right, isDrawnBack ? left.hasSpace : right.hasSpace);
  };
  const drawn: Run[] = [];
  const mirrored: Run[] = [];
  for (const read of inReadingOrder(pieces, isLineRightToLeft, isApartAt)) {
    const piece = pieces[read.at];
    if (piece === undefined) continue;
    const { text, script = null, isRightToLeft } = piece;
    const isMirrored = isRightToLeft || (read.isRightToLeft && !/\p{L}/u.test(text));
    const space: Run[] = read.isApart ? [{ text: " ", script: null }] : [];
    drawn.push(...space, { text, script });
    mirrored.push(...space, { text: isMirrored ? mirror(text) : text, script });
  }
  const text = joinRuns(drawn);
  const isTurned = isLineRightToLeft || pieces.some(({ isRightToLeft }) => isRightToLeft);
  return (isTurned ? withBrackets({ drawn: text, mirrored: joinRuns(mirrored) }) : text)
    .replace(/ {2,}/g, " ")
    .trim();
}

function isApart(left: Piece, right: Piece, hasSpace: boolean): boolean {
  const gap = right.left - left.right;
  if (right.script !== undefined && gap < 0.45 * left.size) return false;
  return gap > SPACE_GAP * Math.min(right.size, left.size) || (hasSpace && gap >= 0);
}

/** Returns whether most lines with letters are read from right to left. */
export function isMostlyRightToLeft(lines: readonly Line[]): boolean {
  const count = (direction: boolean) =>
    lines.filter(({ isRightToLeft }) => isRightToLeft === direction).length;
  return count(true) > count(false);
}
