import { disarmLiterals, EMITTED, LITERAL, SEALED } from "./disarm-literals.ts";
import type { Piece } from "./line-pieces.ts";
import { settleLooseBold } from "./loose-bold.ts";
import { type ComposedLine, findMarkedRuns, type MarkedRun } from "./marked-runs.ts";
import { WEB_ADDRESS } from "./web-addresses.ts";

const WORD_JOINER = "\u2060";

/**
 * One line with WhatsApp's markers for its styles and code. A style that WhatsApp could not show
 * there (within a word, say) is dropped, an address has none, and characters that would format by
 * accident become look-alikes.
 */
export function writeLine(pieces: readonly Piece[]): string {
  const line = compose(settleLooseBold(pieces).map(withPlainFootnotes));
  return disarmLiterals(...insertMarkers(line, findMarkedRuns(line))).trimEnd();
}

function withPlainFootnotes(piece: Piece): Piece {
  if (piece.kind !== "text") return piece;
  return { ...piece, text: piece.text.replaceAll(/\[\^([\w-]{1,20})\]/g, "[$1]") };
}

function compose(pieces: readonly Piece[]): ComposedLine {
  const text = pieces.map((piece) => piece.text).join("");
  const styles = new Uint8Array(text.length);
  const origin = new Uint8Array(text.length);
  const codes: [from: number, to: number][] = [];
  let at = 0;
  for (const { kind, text: own, styles: wanted } of pieces) {
    const end = at + own.length;
    if (kind !== "address") styles.fill(wanted, at, end);
    if (kind === "code" || kind === "address") origin.fill(SEALED, at, end);
    if (kind === "code") codes.push([at, end]);
    at = end;
  }
  for (const { 0: address, index } of text.matchAll(WEB_ADDRESS)) {
    if (origin[index] === SEALED) continue;
    styles.fill(0, index, index + address.length);
    origin.fill(SEALED, index, index + address.length);
  }
  return { text, styles, origin, codes };
}

function insertMarkers(
  { text, origin }: ComposedLine,
  runs: readonly MarkedRun[],
): [string, Uint8Array] {
  // A run costs two markers and two spaces at most; joiners can double the code.
  const markersLength = runs.reduce((sum, { marker }) => sum + 2 * marker.length + 2, 0);
  const origins = new Uint8Array(2 * text.length + 2 + markersLength);
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
  const writeMarker = ({ marker, isLiteral }: MarkedRun) =>
    isLiteral ? write(marker === "_" ? "*" : "∗∗", LITERAL) : write(marker, EMITTED);
  const open: MarkedRun[] = [];
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
