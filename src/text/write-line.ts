import { BOLD, ITALIC, STRIKE, type Piece } from "./line-pieces.ts";
import { settleLooseBold } from "./loose-bold.ts";
import { WEB_ADDRESS } from "./web-addresses.ts";
import {
  characterAt,
  characterBefore,
  isSpaceOrEdge,
  isUnspaced,
  isWordCharacter,
} from "./whatsapp-markers.ts";
import { disarmLiterals, EMITTED, LITERAL, SEALED } from "./disarm-literals.ts";

interface Run {
  readonly start: number;
  readonly end: number;
  readonly marker: string;
  readonly spaceBefore: boolean;
  readonly spaceAfter: boolean;
  /** The characters were no formatting after all. */
  readonly isLiteral?: true;
}

interface Composed {
  readonly text: string;
  /** For each unit of the text, the styles that it has. */
  readonly styles: Uint8Array;
  /** For each unit, SEALED where it is code or part of an address. */
  readonly origin: Uint8Array;
  readonly codes: Run[];
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
const WORD_JOINER = "\u2060";

/**
 * One line with WhatsApp's markers for its styles and code. A style that WhatsApp could not show
 * there (within a word, say) is dropped, an address has none, and characters that would format by
 * accident become look-alikes.
 */
export function writeLine(pieces: readonly Piece[]): string {
  const line = compose(settleLooseBold(pieces).map(withPlainFootnotes));
  const runs = [
    ...STYLES.flatMap(([style, marker]) => findRuns(line, style, marker)),
    ...line.codes,
  ];
  return disarmLiterals(...insertMarkers(line, withoutCrossings(runs))).trimEnd();
}

function withPlainFootnotes(piece: Piece): Piece {
  if (piece.kind !== "text") return piece;
  return { ...piece, text: piece.text.replaceAll(/\[\^([\w-]{1,20})\]/g, "[$1]") };
}

function compose(pieces: readonly Piece[]): Composed {
  const text = pieces.map((piece) => piece.text).join("");
  const styles = new Uint8Array(text.length);
  const origin = new Uint8Array(text.length);
  const codes: Run[] = [];
  let at = 0;
  for (const { kind, text: own, styles: wanted } of pieces) {
    const end = at + own.length;
    if (kind !== "address") styles.fill(wanted, at, end);
    if (kind === "code" || kind === "address") origin.fill(SEALED, at, end);
    if (kind === "code") codes.push(...codeRun(text, at, end));
    at = end;
  }
  for (const { 0: address, index } of text.matchAll(WEB_ADDRESS)) {
    if (origin[index] === SEALED) continue;
    styles.fill(0, index, index + address.length);
    origin.fill(SEALED, index, index + address.length);
  }
  return { text, styles, origin, codes };
}

// Where backticks would not be taken for markers, code that needs no shelter goes without.
function codeRun(text: string, from: number, to: number): Run[] {
  const code = text.slice(from, to);
  const start = from + (code.length - code.trimStart().length);
  const end = from + code.trimEnd().length;
  if (start >= end) return [];
  const spaceBefore = !isSpaceOrEdge(characterBefore(text, start));
  const spaceAfter = isWordCharacter(characterAt(text, end));
  if ((spaceBefore || spaceAfter) && !/[*_~`]/.test(code)) return [];
  const marker = code.includes("`") ? "```" : "`";
  return [{ start, end, marker, spaceBefore, spaceAfter }];
}

function findRuns(line: Composed, style: number, marker: string): Run[] {
  const runs: Run[] = [];
  const { text, styles } = line;
  for (let at = 0; at < text.length; at += 1) {
    if (!hasStyle(styles, at, style)) continue;
    const from = at;
    while (hasStyle(styles, at, style)) at += 1;
    const stretch = text.slice(from, at);
    const start = from + (stretch.length - stretch.trimStart().length);
    const end = from + stretch.trimEnd().length;
    if (start < end && !hidesCloser(line, start, end, marker)) {
      runs.push(...fitRun(text, start, end, marker));
    }
  }
  return runs;
}

function hasStyle(styles: Uint8Array, at: number, style: number): boolean {
  return ((styles[at] ?? 0) & style) !== 0;
}

// Code may hold the marker where WhatsApp would take it for the run's end.
function hidesCloser({ text, origin }: Composed, start: number, end: number, marker: string) {
  for (
    let at = text.indexOf(marker, start);
    at >= 0 && at < end;
    at = text.indexOf(marker, at + 1)
  ) {
    if (origin[at] === SEALED) return true;
  }
  return false;
}

function fitRun(text: string, start: number, end: number, marker: string): Run[] {
  const before = characterBefore(text, start);
  const after = characterAt(text, end);
  if (PAIRS.get(before) === after && isSpaceOrEdge(characterBefore(text, start - 1))) {
    return fitRun(text, start - 1, end + 1, marker);
  }
  const spaceBefore = !isSpaceOrEdge(before);
  const spaceAfter = isWordCharacter(after);
  const maySpaceAfter =
    isUnspaced(after) || /[:：.,;!?。！？]$/.test(text.slice(start, end).slice(-1));
  if (isArithmetic(before, after, marker)) {
    return [{ start, end, marker, spaceBefore: false, spaceAfter: false, isLiteral: true }];
  }
  if (spaceBefore && !isUnspaced(before)) return [];
  if (spaceAfter && !maySpaceAfter) return [];
  return [{ start, end, marker, spaceBefore, spaceAfter }];
}

// CommonMark takes the stars of 2*3*4 and 2**3**4 for emphasis.
function isArithmetic(before: string, after: string, marker: string): boolean {
  const sides = marker === "_" ? /^[^\P{L}\p{Lo}]$|^\p{N}$/u : /^\p{N}$/u;
  return marker !== "~" && sides.test(before) && sides.test(after);
}

function withoutCrossings(runs: readonly Run[]): Run[] {
  const open: Run[] = [];
  return runs
    .toSorted((one, other) => one.start - other.start || other.end - one.end)
    .filter((run) => {
      while ((open.at(-1)?.end ?? Infinity) <= run.start) open.pop();
      if (run.end > (open.at(-1)?.end ?? Infinity)) return false;
      open.push(run);
      return true;
    });
}

function insertMarkers({ text, origin }: Composed, runs: readonly Run[]): [string, Uint8Array] {
  const most = text.length + runs.reduce((sum, { marker }) => sum + 2 * marker.length + 4, 0);
  const origins = new Uint8Array(most * 2);
  let written = "";
  let at = 0;
  const write = (piece: string, of: number) => {
    origins.fill(of, written.length, written.length + piece.length);
    written += piece;
  };
  const copyTo = (end: number) => {
    origins.set(origin.subarray(at, end), written.length);
    written += text.slice(at, end);
    at = end;
  };
  const writeMarker = ({ marker, isLiteral }: Run) =>
    isLiteral ? write(marker === "_" ? "*" : "**", LITERAL) : write(marker, EMITTED);
  const open: Run[] = [];
  const closeUntil = (limit: number) => {
    for (let run = open.at(-1); run !== undefined && run.end <= limit; run = open.at(-1)) {
      open.pop();
      copyTo(run.end);
      writeMarker(run);
      if (run.spaceAfter && open.at(-1)?.end !== run.end) write(" ", LITERAL);
    }
  };
  let opened = -1;
  for (const run of runs) {
    closeUntil(run.start);
    copyTo(run.start);
    if (run.spaceBefore && opened !== run.start && !/\s$/.test(written.slice(-1)))
      write(" ", LITERAL);
    opened = run.start;
    writeMarker(run);
    open.push(run);
    if (run.marker === "```") {
      write(shelterBackticks(text.slice(run.start, run.end)), SEALED);
      at = run.end;
    }
  }
  closeUntil(text.length);
  copyTo(text.length);
  return [written, origins];
}

/** Code with invisible joiners where its own backticks would end, or run into, the markers. */
export function shelterBackticks(code: string): string {
  const apart = code.replaceAll(/`(?=`)/g, `\`${WORD_JOINER}`);
  return apart.replace(/^`/, `${WORD_JOINER}\``).replace(/`$/, `\`${WORD_JOINER}`);
}
