// What WhatsApp shows as formatting, as its help pages and public reports agree on it: a marker
// opens after the start of a line, a space, `>` or another kind of marker, with no space behind it;
// the next one of its kind closes that has no space before it and no letter or digit behind it. All
// on one line, but for three backticks. Code is opaque. There is no escape character.

/** A stretch that WhatsApp formats, its markers included. */
export interface FormattedSpan {
  readonly marker: string;
  readonly start: number;
  readonly end: number;
}

export const FENCE = "```";
/** Invisible; behind it no marker opens and no word goes on. */
export const WORD_JOINER = "\u2060";
export const QUOTE = /^> ?/;
export const BULLET = /^[-*•] (?=\S)/;
/** The number of an item; one with zeros before it is text. */
export const NUMBER = /^([1-9]\d{0,2})\. (?=\S)/;

/** A space, or the start or end of a text. */
export const SPACE_OR_EDGE = /^\s*$/;
/** A character of a word begins here, so that a marker before it does not close. */
export const WORD_CHARACTER = /^[\p{L}\p{N}\p{M}]/u;
/** A character begins of a script that puts no spaces between words, or of its punctuation. */
export const UNSPACED =
  /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}\u3000-\u303f\uff00-\uffef]/u;
/** Addresses on the web as people write them in a text, without the punctuation behind them. */
export const WEB_ADDRESS =
  /(?<![a-z0-9])(?:https?:\/\/|www\.)[^\s<>"`()[\]|\\\u3000-\u303f\uff00-\uffef\ufdd0]+(?:\([^\s<>"`()[\]|\\\ufdd0]*\)[^\s<>"`()[\]|\\\u3000-\u303f\uff00-\uffef\ufdd0]*)*(?<![.,;:!?*_~'])/gi;

const MARK = /[*_~`]/g;
// An address is matched as a whole first, so that its own signs are no markers.
const MARK_OR_ADDRESS = new RegExp(`${WEB_ADDRESS.source}|${MARK.source}`, "gi");

/** The code point that ends right before `at`; empty at the start. */
export function characterBefore(text: string, at: number): string {
  return Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? "";
}

/** Whether a marker would open formatting at `at`. */
export function opensAt(text: string, at: number): boolean {
  const before = text.charAt(at - 1);
  const isPlace = SPACE_OR_EDGE.test(before) || (before !== text[at] && ">*_~`".includes(before));
  return isPlace && !SPACE_OR_EDGE.test(text.charAt(at + 1));
}

function closesAt(text: string, at: number): boolean {
  return (
    !SPACE_OR_EDGE.test(text.charAt(at - 1)) && !WORD_CHARACTER.test(text.slice(at + 1, at + 3))
  );
}

/**
 * What WhatsApp formats in a text, outer before inner. A find that `accepts` refuses is read as
 * plain characters. Linear in time, but for what `accepts` takes.
 */
export function findFormattedSpans(
  text: string,
  accepts: (span: FormattedSpan) => boolean = () => true,
): FormattedSpan[] {
  const spans: FormattedSpan[] = [];
  const readLine = (marks: readonly number[], lineEnd: number): void => {
    const closers: Record<string, number[]> = { "*": [], _: [], "~": [], "`": [] };
    for (const at of marks.toReversed()) if (closesAt(text, at)) closers[text.charAt(at)]?.push(at);
    let open: FormattedSpan[] = [];
    for (const start of marks) {
      open = open.filter((span) => span.end > start);
      const marker = text.charAt(start);
      if (open.some((span) => span.marker === marker || span.marker === "`")) continue;
      if (!opensAt(text, start)) continue;
      const ends = closers[marker] ?? [];
      while ((ends.at(-1) ?? Infinity) <= start + 1) ends.pop();
      const end = (ends.at(-1) ?? lineEnd) + 1;
      const span = { marker, start, end };
      if (end >= (open.at(-1)?.end ?? lineEnd + 1) || !accepts(span)) continue;
      open.push(span);
      spans.push(span);
    }
  };
  const readLines = (from: number, to: number): void => {
    for (const { 0: line, index } of text.slice(from, to).matchAll(/[^\n]+/g)) {
      const pattern = /:\/\/|www\./i.test(line) ? MARK_OR_ADDRESS : MARK;
      const marks = Array.from(line.matchAll(pattern)).filter(([mark]) => mark.length === 1);
      const places = marks.map((mark) => from + index + mark.index);
      if (marks.length > 1) readLine(places, from + index + line.length);
    }
  };
  let at = 0;
  for (const { 0: fence, index } of text.matchAll(/```[^]+?```/g)) {
    readLines(at, index);
    at = index + fence.length;
    spans.push({ marker: FENCE, start: index, end: at });
  }
  readLines(at, text.length);
  return spans;
}
