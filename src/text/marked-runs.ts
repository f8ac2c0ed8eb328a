import { SEALED } from "./disarm-literals.ts";
import { BOLD, ITALIC, STRIKE } from "./line-pieces.ts";
import {
  characterAt,
  characterBefore,
  isSpaceOrEdge,
  isUnspaced,
  isWordCharacter,
} from "./whatsapp-markers.ts";

/** A stretch of a line between two markers. */
export interface MarkedRun {
  readonly start: number;
  readonly end: number;
  readonly marker: string;
  readonly spaceBefore: boolean;
  readonly spaceAfter: boolean;
  /** The characters were no formatting after all. */
  readonly isLiteral?: true;
}

export interface ComposedLine {
  readonly text: string;
  /** For each unit of the text, the styles that it has. */
  readonly styles: Uint8Array;
  /** For each unit, SEALED where it is code or part of an address. */
  readonly origin: Uint8Array;
  readonly codes: readonly (readonly [from: number, to: number])[];
}

const STYLES = [
  [BOLD, "*"],
  [ITALIC, "_"],
  [STRIKE, "~"],
] as const;

const PAIRS = new Map(
  ["()", "[]", "“”", "‘’", "«»", '""', "''", "（）", "「」", "《》"].map(
    ([open = "", close = ""]) => [open, close],
  ),
);

/** All that the line shows between markers, outer before inner, none crossing another. */
export function findMarkedRuns(line: ComposedLine): MarkedRun[] {
  const runs = STYLES.flatMap(([style, marker]) => findRuns(line, style, marker));
  return withoutCrossings([
    ...runs,
    ...line.codes.flatMap(([from, to]) => codeRun(line.text, from, to)),
  ]);
}

function findRuns(line: ComposedLine, style: number, marker: string): MarkedRun[] {
  const runs: MarkedRun[] = [];
  const { text, styles } = line;
  for (let at = 0; at < text.length; at += 1) {
    if (!hasStyle(styles, at, style)) continue;
    const from = at;
    while (hasStyle(styles, at, style)) at += 1;
    const [start, end] = trim(text, from, at);
    if (start < end && !hidesCloser(line, start, end, marker)) {
      runs.push(...fitRun(text, start, end, marker));
    }
  }
  return runs;
}

function hasStyle(styles: Uint8Array, at: number, style: number): boolean {
  return ((styles[at] ?? 0) & style) !== 0;
}

function trim(text: string, from: number, to: number): [start: number, end: number] {
  const stretch = text.slice(from, to);
  return [to - stretch.trimStart().length, from + stretch.trimEnd().length];
}

// Code may hold the marker where WhatsApp would take it for the run's end.
function hidesCloser(line: ComposedLine, start: number, end: number, marker: string): boolean {
  for (let at = start; at < end; at += 1) {
    if (line.origin[at] === SEALED && line.text[at] === marker) return true;
  }
  return false;
}

function fitRun(text: string, start: number, end: number, marker: string): MarkedRun[] {
  const before = characterBefore(text, start);
  const after = characterAt(text, end);
  if (PAIRS.get(before) === after && isSpaceOrEdge(characterBefore(text, start - 1))) {
    return fitRun(text, start - 1, end + 1, marker);
  }
  const spaceBefore = !isSpaceOrEdge(before);
  const spaceAfter = isWordCharacter(after);
  const maySpaceAfter = isUnspaced(after) || /[:：.,;!?。！？]/.test(text.charAt(end - 1));
  if (isArithmetic(before, after, marker)) {
    return [{ start, end, marker, spaceBefore: false, spaceAfter: false, isLiteral: true }];
  }
  if (spaceBefore && !isUnspaced(before)) return [];
  if (spaceAfter && !maySpaceAfter) return [];
  return [{ start, end, marker, spaceBefore, spaceAfter }];
}

// CommonMark takes the stars of 2*3*4 and 2**3**4 for emphasis; WhatsApp takes only the latter.
function isArithmetic(before: string, after: string, marker: string): boolean {
  const sides = marker === "_" ? /^[^\P{L}\p{Lo}]$|^\p{N}$/u : /^\p{N}$/u;
  return marker !== "~" && sides.test(before) && sides.test(after);
}

function withoutCrossings(runs: readonly MarkedRun[]): MarkedRun[] {
  const open: MarkedRun[] = [];
  return runs
    .toSorted((one, other) => one.start - other.start || other.end - one.end)
    .filter((run) => {
      while ((open.at(-1)?.end ?? Infinity) <= run.start) open.pop();
      if (run.end > (open.at(-1)?.end ?? Infinity)) return false;
      open.push(run);
      return true;
    });
}

// Where backticks would not be taken for markers, code that needs no shelter goes without.
function codeRun(text: string, from: number, to: number): MarkedRun[] {
  const [start, end] = trim(text, from, to);
  if (start >= end) return [];
  const code = text.slice(start, end);
  const spaceBefore = !isSpaceOrEdge(characterBefore(text, start));
  const spaceAfter = isWordCharacter(characterAt(text, end));
  if ((spaceBefore || spaceAfter) && !/[*_~`]|\]\(/.test(code)) return [];
  const marker = code.includes("`") ? "```" : "`";
  return [{ start, end, marker, spaceBefore, spaceAfter }];
}
