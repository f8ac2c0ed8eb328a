import { joinJustified } from "./justified.ts";
import { findColumns } from "./page-columns.ts";
import {
  attachScripts,
  dropRepeats,
  isMostlyRightToLeft,
  type Line,
  type Piece,
  toLines,
} from "./page-lines.ts";
import { formatTable } from "./page-table.ts";

/** Lines further apart than this many letter heights begin a new paragraph. */
const PARAGRAPH_GAP = 2.2;
/** Nested columns are seldom deeper than a table in a column. */
const MAX_DEPTH = 4;

/**
 * Arranges a page's pieces of text in reading order: column by column, line by line, the cells of a
 * table separated by ` | ` and under their header.
 */
export function layOutPage(pieces: readonly Piece[]): string {
  const lines = joinJustified(toLines(attachScripts(dropRepeats(pieces))));
  return layOut(lines, 0);
}

function layOut(lines: readonly Line[], depth: number): string {
  const blocks: string[] = [];
  let plain: Line[] = [];
  const endPlain = () => {
    if (plain.length > 0) blocks.push(formatLines(plain));
    plain = [];
  };
  for (let at = 0; at < lines.length;) {
    const { sides, end } =
      depth < MAX_DEPTH ? findColumns(lines, at) : { sides: [], end: lines.length };
    if (sides.length === 0) {
      plain.push(...lines.slice(at, end));
    } else {
      endPlain();
      const read = sides.map((side) => layOut(side, depth + 1));
      blocks.push(...(isMostlyRightToLeft(lines) ? read.toReversed() : read));
    }
    at = end;
  }
  endPlain();
  return blocks.filter((block) => block !== "").join("\n\n");
}

/** Formats the lines of one column: tables as rows of cells, the rest unchanged. */
function formatLines(lines: readonly Line[]): string {
  let text = "";
  let before: Line | null = null;
  for (let at = 0; at < lines.length;) {
    const end = tableEnd(lines, at);
    const part = lines.slice(at, end);
    const rows = formatTable(part);
    for (const [index, line] of part.entries()) {
      const isFar = before !== null && line.y - before.y > PARAGRAPH_GAP * lineSize(line, before);
      // The rows of a table stay together, however far apart they are.
      if (before !== null) text += isFar && (index === 0 || part.length === 1) ? "\n\n" : "\n";
      text += rows[index] ?? "";
      before = line;
    }
    at = end;
  }
  return text;
}

function lineSize(one: Line, other: Line): number {
  return Math.max(one.size, other.size);
}

/**
 * Returns the end of a table, which begins with a line of several cells; single cells may be
 * between its rows.
 */
function tableEnd(lines: readonly Line[], start: number): number {
  let end = start + 1;
  if (cellCount(lines[start]) < 2) return end;
  for (let at = end, single = 0; at < lines.length && single < 3; at += 1) {
    const [line, before] = [lines[at], lines[at - 1]];
    if (line === undefined || before === undefined) break;
    if (line.y - before.y > 3 * PARAGRAPH_GAP * lineSize(line, before)) break;
    single = cellCount(line) < 2 ? single + 1 : 0;
    if (single === 0) end = at + 1;
  }
  return end;
}

function cellCount(line: Line | undefined): number {
  return line?.cells.length ?? 0;
}
