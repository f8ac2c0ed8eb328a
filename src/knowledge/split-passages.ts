import { TEXT_FORMATS } from "../core/media-types.ts";
import type { DocumentFormat, DocumentPage } from "../media/documents/document-text.ts";

/** In UTF-16 units: some paragraphs, so that eight of them fit in a tool's result. */
const MAX_LENGTH = 1_200;
/** A heading begins a new passage after at least as much text. */
const MIN_LENGTH = 200;
const MAX_HEADING_LENGTH = 120;
const HEADING = /^#{1,6} +(.+)$/;

export interface Passage {
  /** Null if the document has no pages. */
  readonly page: number | null;
  /** The nearest heading above it, or at its beginning. */
  readonly heading: string | null;
  readonly text: string;
}

/** Returns whether the pages of a document are pages, slides or sheets that its reader sees too. */
function hasPages(format: DocumentFormat, pageCount: number): boolean {
  if (TEXT_FORMATS.some((each) => each === format)) return false;
  // A text document without page breaks says nothing about its pages.
  return pageCount > 1 || !(format === "docx" || format === "odt");
}

/** Divides a document into passages, each on one page, at paragraphs where that is possible. */
export function* splitPassages(
  pages: readonly DocumentPage[],
  format: DocumentFormat,
  pageCount: number,
): Generator<Passage> {
  const isPaged = hasPages(format, pageCount);
  let heading: string | null = null;
  for (const { page, text } of pages) {
    const number = isPaged ? page : null;
    let lines: string[] = [];
    let length = 0;
    let above = heading;
    const take = (): Passage[] => {
      const whole = lines.join("\n").trim();
      [lines, length] = [[], 0];
      return whole === "" ? [] : [{ page: number, heading: above, text: whole }];
    };
    for (const line of piecesOf(storable(text))) {
      const title = HEADING.exec(line)?.[1]?.trim().slice(0, MAX_HEADING_LENGTH).toWellFormed();
      const isFull = length + line.length > MAX_LENGTH && length > 0;
      if (isFull || (title !== undefined && length >= MIN_LENGTH)) yield* take();
      heading = title ?? heading;
      // Of a passage with a short text above its heading, most is below it.
      if (title !== undefined || length === 0) above = heading;
      lines.push(line);
      length += line.length + 1;
    }
    yield* take();
  }
}

/** Returns a text that both databases can store. */
function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

/** Returns the lines of a text; one that is too long for a passage is divided. */
function* piecesOf(text: string): Generator<string> {
  for (const line of text.split("\n")) {
    let rest = line.trimEnd();
    while (rest.length > MAX_LENGTH) {
      const end = endOfPiece(rest);
      yield rest.slice(0, end).trimEnd();
      rest = rest.slice(end).trimStart();
    }
    yield rest;
  }
}

const SENTENCE_END = /[.!?…]["”’)]*\s|[。！？]/g;

/** Returns the place at which a long line is divided: after a sentence, else after a word. */
function endOfPiece(line: string): number {
  const piece = line.slice(0, MAX_LENGTH);
  const sentence = [...piece.matchAll(SENTENCE_END)].at(-1);
  const end = sentence === undefined ? 0 : sentence.index + sentence[0].length;
  if (end > MAX_LENGTH / 2) return end;
  const space = piece.lastIndexOf(" ");
  if (space > MAX_LENGTH / 2) return space;
  const isDivided = /[\uD800-\uDBFF]$/.test(piece);
  return isDivided ? MAX_LENGTH - 1 : MAX_LENGTH;
}
