import { BOLD, ITALIC, STRIKE, type Piece } from "./line-pieces.ts";
import { shelterBackticks, writeLine } from "./write-line.ts";

export interface WhatsappPage {
  /** Adds to the current line; `\n` begins the next one of the same block. */
  text(text: string): void;
  code(code: string): void;
  address(address: string): void;
  looseMarker(text: string): void;
  /** Styles nest: each `begin` wants its `end`. */
  begin(style: Style): void;
  end(style: Style): void;
  endLine(): void;
  /** Ends the line; what follows comes after `lineBreaks`, within a quote after one. */
  endBlock(lineBreaks: number): void;
  beginQuote(): void;
  endQuote(): void;
  beginItem(marker: string): void;
  endItem(): void;
  fence(code: string): void;
  toString(): string;
}

type Style = typeof BOLD | typeof ITALIC | typeof STRIKE;

// A phone shows some thirty characters a line.
const DEEPEST_INDENT = 4;

/** Collects text, styles and blocks, and writes them down as WhatsApp's lines. */
export function createWhatsappPage(): WhatsappPage {
  const lines: string[] = [];
  const depths = { [BOLD]: 0, [ITALIC]: 0, [STRIKE]: 0 };
  // The markers of open list items; a written one is empty.
  const markers: string[] = [];
  let pieces: Piece[] = [];
  let quotes = 0;
  let breaks = 0;
  let isLastQuoted = false;

  const add = (kind: Piece["kind"], text: string): void => {
    const styles =
      (depths[BOLD] > 0 ? BOLD : 0) |
      (depths[ITALIC] > 0 ? ITALIC : 0) |
      (depths[STRIKE] > 0 ? STRIKE : 0);
    const last = pieces.at(-1);
    if (kind === "text" && last?.kind === "text" && last.styles === styles) {
      pieces[pieces.length - 1] = { kind, text: last.text + text, styles };
    } else {
      pieces.push({ kind, text, styles });
    }
  };
  const endLine = (): void => {
    const line = writeLine(pieces);
    pieces = [];
    if (line === "") return;
    const prefix = takePrefix(markers);
    separate();
    lines.push((quotes > 0 ? "> " : "") + prefix + line);
  };
  const separate = (): void => {
    const isQuoted = quotes > 0;
    const isTight = lines.length === 0 || (isQuoted && isLastQuoted);
    for (let blank = 1; blank < breaks && !isTight; blank += 1) lines.push("");
    breaks = 1;
    isLastQuoted = isQuoted;
  };

  return {
    text(text) {
      for (const [index, part] of text.split("\n").entries()) {
        if (index > 0) endLine();
        if (part !== "") add("text", part);
      }
    },
    code: (code) => add("code", code.replaceAll("\n", " ")),
    address: (address) => add("address", address.replaceAll("\n", " ")),
    looseMarker: (text) => add("loose", text),
    begin(style) {
      depths[style] += 1;
    },
    end(style) {
      depths[style] -= 1;
    },
    endLine,
    endBlock(lineBreaks) {
      endLine();
      breaks = lineBreaks;
    },
    beginQuote() {
      endLine();
      quotes += 1;
    },
    endQuote() {
      endLine();
      quotes -= 1;
    },
    beginItem: (marker) => void markers.push(marker),
    endItem() {
      endLine();
      markers.pop();
    },
    fence(code) {
      endLine();
      separate();
      const prefix = takePrefix(markers).trimEnd();
      if (prefix !== "") lines.push(prefix);
      isLastQuoted = false;
      lines.push("```", code.replaceAll(/`{3,}/g, shelterBackticks), "```");
    },
    toString: () => lines.join("\n"),
  };
}

// WhatsApp shows one level of lists; deeper ones are seen by their indent.
function takePrefix(markers: string[]): string {
  let fresh = markers.length;
  while (fresh > 0 && markers[fresh - 1] !== "") fresh -= 1;
  const own = markers.slice(fresh).join("");
  markers.fill("", fresh);
  return "  ".repeat(Math.min(fresh, DEEPEST_INDENT)) + own;
}
