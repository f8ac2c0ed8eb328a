import {
  BULLET,
  characterBefore,
  FENCE,
  findFormattedSpans,
  type FormattedSpan,
  QUOTE,
  UNSPACED,
  WEB_ADDRESS,
} from "./grammar.ts";

// The most that closing a part's open markers takes: a line break, a fence, three styles.
const CLOSING_ROOM = 7;
// Below this there is no room to close and reopen markers: they are cut.
const MIN_FORMATTED_LENGTH = 40;
const BLOCK = `${FENCE}\n`;
const TITLE = /^[\s>]*(?:\*[^*]+\*|.*:[*_]?)$/;
const ABBREVIATED = /(?:^|\s)(?:\p{Lu}\p{L}{0,2}|\p{L}(?:\.\p{L})+)\.\s*$/u;

/** Returns the most that a part may have, by its index and the length of all that remains. */
type LengthOf = (part: number, rest: number) => number;

/**
 * Splits a text in WhatsApp's formatting into parts of at most `maxLength` UTF-16 units (two or
 * more): at the end of a paragraph, else of a line, a sentence, a word, else between characters as
 * people see them. Formatting, fences and quotes that a cut interrupts are closed and reopened in
 * the next part. A web address that fits into a part stays whole. Only white space is lost, at the
 * edges of parts; a text of white space alone has no parts.
 */
export function splitReply(text: string, maxLength: number | LengthOf): string[] {
  const end = text.trimEnd().length;
  const parts: string[] = [];
  const lengthFor = (rest: number) => {
    const length = typeof maxLength === "number" ? maxLength : maxLength(parts.length, rest);
    if (length < 2) throw new RangeError(`A part of ${length} cannot hold every character`);
    return length;
  };
  let start = text.length - text.trimStart().length;
  const first = lengthFor(end - start);
  if (end - start <= first) return start < end ? [text.slice(start, end)] : [];
  const spans = first < MIN_FORMATTED_LENGTH ? [] : findFormattedSpans(text);
  const isBlock = (span: FormattedSpan): boolean => text.startsWith(BLOCK, span.start);
  const contentEnd = (span: FormattedSpan): number => span.end - span.marker.length;
  let opening = "";
  for (;;) {
    const rest = opening.length + end - start;
    const length = lengthFor(rest);
    if (rest <= length) break;
    const live = spans.filter((span) => span.end > start && span.start < start + length);
    const room = length - opening.length - (live.length > 0 ? CLOSING_ROOM : 0);
    // Twice the length shows where an address ends that begins within the part.
    const ahead = text.slice(start, Math.min(end, start + 2 * room));
    let cut = start + findCut(ahead, room, (at) => isFenced(live, start + at));
    // Formatting without content in this part moves to the next one as a whole.
    for (const span of live.toReversed()) {
      const content = text.slice(span.start + span.marker.length, Math.min(cut, span.end));
      if (start < span.start && span.start < cut && content.trim() === "") cut = span.start;
    }
    const around = live.filter((span) => span.start < cut && cut < span.end);
    const open = around.filter((span) => text.slice(cut, contentEnd(span)).trim() !== "");
    const partEnd = Math.min(cut, ...around.map(contentEnd));
    const closing = around.map((span) => (isBlock(span) ? `\n${FENCE}` : span.marker));
    parts.push(opening + text.slice(start, partEnd).trimEnd() + closing.toReversed().join(""));
    start = Math.max(cut, ...around.filter((span) => !open.includes(span)).map((span) => span.end));
    // Code keeps its indentation.
    const space = isFenced(open, start) ? /^(?:[^\S\n]*\n)*/ : /^\s*/;
    start += space.exec(text.slice(start))?.[0].length ?? 0;
    if (first < MIN_FORMATTED_LENGTH) continue;
    const lineStart = text.lastIndexOf("\n", start - 1) + 1;
    opening = text.startsWith("> ", lineStart) && start > lineStart ? "> " : "";
    opening += open.map((span) => (isBlock(span) ? BLOCK : span.marker)).join("");
  }
  if (start < end) parts.push(opening + text.slice(start, end));
  return parts;
}

function isFenced(spans: readonly FormattedSpan[], at: number): boolean {
  return spans.some(({ marker, start, end }) => marker === FENCE && start < at && at < end);
}

// All cuts are relative to the start of `ahead`; zero means that there is none.
function findCut(ahead: string, maxLength: number, isCode: (cut: number) => boolean): number {
  const { paragraph, line, item, word } = lastSpaces(ahead, maxLength, isCode);
  // Every part costs money: a good place for a cut is skipped if it would leave most of a part
  // empty, such as the one after a heading.
  const isWorthIt = (cut: number): boolean => cut >= maxLength / 3;
  if (isWorthIt(paragraph)) return paragraph;
  if (isWorthIt(item)) return item;
  if (isWorthIt(line)) return line;
  for (const { segment, index } of segmentsBefore(ahead, "sentence", maxLength, maxLength / 3)) {
    const cut = index + segment.trimEnd().length;
    const isFound = cut <= maxLength && index + segment.length < ahead.length;
    if (isFound && endsSentence(segment) && isWorthIt(cut)) return cut;
  }
  const urls = [...ahead.matchAll(WEB_ADDRESS)].filter(([url]) => url.length <= maxLength);
  const urlAround = (cut: number) =>
    urls.find(({ 0: url, index }) => index < cut && cut < index + url.length);
  const unspaced = segmentsBefore(ahead, "word", maxLength, word).find(
    ({ index, isWordLike }) =>
      isWordLike && UNSPACED.test(characterBefore(ahead, index)) && !urlAround(index),
  );
  const between = unspaced?.index || word;
  if (between > 0) return between;
  const clusterAt = (at: number) =>
    segmentsBefore(ahead, "grapheme", at, at - 1).next().value?.index ?? 0;
  const last = clusterAt(maxLength);
  // A single cluster is too long for a part: at least no code point is cut.
  const isPairCut = /[\ud800-\udbff]$/.test(ahead.slice(0, maxLength));
  return clusterAt(urlAround(last)?.index ?? last) || maxLength - (isPairCut ? 1 : 0);
}

function lastSpaces(ahead: string, maxLength: number, isCode: (cut: number) => boolean) {
  const last = { paragraph: 0, item: 0, line: 0, word: 0 };
  let lineStart = 0;
  for (const { 0: space, index } of ahead.matchAll(/\s+/g)) {
    if (index > maxLength) break;
    // The beginning of a quote, an item or formatting stays in the same part as its text.
    const isBelowText =
      index - lineStart >= 24 || !/^(?:[\s>☑☐*_~`-]|\d+\.)*$/.test(ahead.slice(lineStart, index));
    const newlines = space.split("\n").length - 1;
    const next = ahead.charAt(index + space.length);
    // So does a title or an announcement in the part of what it announces.
    const isTitle = newlines > 0 && next !== "*" && TITLE.test(ahead.slice(lineStart, index));
    if (newlines > 0) lineStart = index + space.lastIndexOf("\n") + 1;
    // A character between two words would begin a quote or an item at the start of a message.
    const rest = ahead.slice(index + space.length, index + space.length + 3);
    if (!isBelowText || (newlines === 0 && (QUOTE.test(rest) || BULLET.test(rest)))) continue;
    last.word = index;
    if (newlines === 0 || (isTitle && !isCode(index))) continue;
    last.line = index;
    // A nested item would lose its indentation.
    if (space.endsWith("\n")) last.item = index;
    if (newlines > 1 && !isCode(index)) last.paragraph = index;
  }
  return last;
}

type Granularity = "sentence" | "word" | "grapheme";

/** Yields the segments from the one around `from` back to `to`. */
function* segmentsBefore(text: string, granularity: Granularity, from: number, to: number) {
  // Created on demand, in some 20 µs: the first of a process takes a hundred times as long.
  const segments = new Intl.Segmenter("en", { granularity }).segment(text);
  for (let at = from; at > to;) {
    const found = segments.containing(at);
    if (found !== undefined) yield found;
    at = (found?.index ?? 0) - 1;
  }
}

// Not the number of a list item, an abbreviation, nor a question mark within a word or an address.
function endsSentence(segment: string): boolean {
  return (
    /\p{L}/u.test(segment) &&
    !ABBREVIATED.test(segment) &&
    (/\s$/.test(segment) || UNSPACED.test(characterBefore(segment, segment.length)))
  );
}
