import { countEnded, cutFormatted, isFenced, spansBetween } from "./cut-formatted.ts";
import { findFormattedSpans } from "./formatted-spans.ts";
import { characterBefore, isUnspaced } from "./whatsapp-markers.ts";

/** Made where they are needed, in some 20 µs: the first one of a process takes a hundred times as long. */
const segments = (text: string, granularity: "sentence" | "word" | "grapheme"): Intl.Segments =>
  new Intl.Segmenter("en", { granularity }).segment(text);

const URLS =
  /\b(?:https?:\/\/|www\.)[^\s<>"\u3000-\u303f\uff00-\uffef]*[^\s<>"\u3000-\u303f\uff00-\uffef.,;:!?]/gi;

// What closing every open marker of a part can cost: a line break, a fence, three styles.
const CLOSING_ROOM = 7;
// Below this there is no room to open and close markers again: they are cut as they stand.
const MIN_FORMATTED_LENGTH = 40;

/**
 * Splits a text in WhatsApp's formatting into parts of at most `maxLength` UTF-16 units (two or
 * more): at the end of a paragraph, else of a line, a sentence, a word, else between characters as
 * people see them. Formatting, fences and quotes that a cut interrupts are closed and begin again
 * in the next part. An address on the web that fits into a part stays whole. Only white space is
 * lost, at the edges of parts; a text without anything else has no parts.
 */
export function splitReply(text: string, maxLength: number): string[] {
  if (maxLength < 2) throw new RangeError(`A part of ${maxLength} cannot hold every character`);
  const end = text.trimEnd().length;
  const parts: string[] = [];
  let start = text.length - text.trimStart().length;
  if (end - start <= maxLength) return start < end ? [text.slice(start, end)] : [];
  let spans = maxLength < MIN_FORMATTED_LENGTH ? [] : findFormattedSpans(text);
  let opening = "";
  while (opening.length + end - start > maxLength) {
    const live = spansBetween(spans, start, start + maxLength);
    const room = maxLength - opening.length - (live.length > 0 ? CLOSING_ROOM : 0);
    // Twice the length shows where an address ends that begins within the part.
    const ahead = text.slice(start, Math.min(end, start + 2 * room));
    const cut = cutFormatted(
      text,
      start,
      start + findCut(ahead, room, (at) => isFenced(live, start + at)),
      live,
    );
    parts.push(opening + text.slice(start, cut.end).trimEnd() + cut.closing);
    start = cut.next;
    opening = maxLength < MIN_FORMATTED_LENGTH ? "" : cut.opening;
    spans = spans.slice(countEnded(spans, start));
  }
  if (start < end) parts.push(opening + text.slice(start, end));
  return parts;
}

// All cuts count from the start of `ahead`; zero means that there is none.
function findCut(ahead: string, maxLength: number, isCode: (cut: number) => boolean): number {
  const { paragraph, line, word } = lastSpaces(ahead, maxLength, isCode);
  // Every part is paid for: a fine place for a cut is passed by where it would leave most of a
  // part empty, such as the one below a heading.
  const isWorthIt = (cut: number): boolean => cut >= maxLength / 3;
  if (isWorthIt(paragraph)) return paragraph;
  if (isWorthIt(line)) return line;
  const sentence = lastSentenceEnd(ahead, maxLength);
  if (isWorthIt(sentence)) return sentence;
  const urls = fittingUrls(ahead, maxLength);
  return (
    lastUnspacedWordEnd(ahead, word, maxLength, urls) ||
    word ||
    lastClusterEnd(ahead, maxLength, urls)
  );
}

function lastSpaces(ahead: string, maxLength: number, isCode: (cut: number) => boolean) {
  const last = { paragraph: 0, line: 0, word: 0 };
  let lineStart = 0;
  for (const { 0: space, index } of ahead.matchAll(/\s+/g)) {
    if (index > maxLength) break;
    const isBelowText = !isMarkersOnly(ahead, lineStart, index);
    const newlines = space.split("\n").length - 1;
    if (newlines > 0) lineStart = index + space.lastIndexOf("\n") + 1;
    if (!isBelowText) continue;
    last.word = index;
    if (newlines > 0) last.line = index;
    if (newlines > 1 && !isCode(index)) last.paragraph = index;
  }
  return last;
}

// What begins a quote, an item or formatting wants its text in the same part.
function isMarkersOnly(ahead: string, lineStart: number, cut: number): boolean {
  return cut - lineStart < 24 && /^(?:[\s>☑☐*_~`-]|\d+\.)*$/.test(ahead.slice(lineStart, cut));
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function fittingUrls(ahead: string, maxLength: number): Span[] {
  return [...ahead.matchAll(URLS)]
    .map(({ 0: url, index }) => ({ start: index, end: index + url.length }))
    .filter(({ start, end }) => end - start <= maxLength);
}

function urlAround(cut: number, urls: readonly Span[]): Span | undefined {
  return urls.find(({ start, end }) => start < cut && cut < end);
}

function lastSentenceEnd(ahead: string, maxLength: number): number {
  const sentences = segments(ahead, "sentence");
  for (let at = maxLength; at > 0;) {
    const { segment, index } = sentences.containing(at) ?? { segment: "", index: 0 };
    const next = index + segment.length;
    const cut = index + segment.trimEnd().length;
    if (cut <= maxLength && next < ahead.length && endsSentence(segment)) {
      return cut;
    }
    at = index - 1;
  }
  return 0;
}

// Not the number of a list's item, and no question mark within a word or an address.
function endsSentence(segment: string): boolean {
  return (
    /\p{L}/u.test(segment) &&
    (/\s$/.test(segment) || isUnspaced(characterBefore(segment, segment.length)))
  );
}

function lastUnspacedWordEnd(
  ahead: string,
  lastSpace: number,
  maxLength: number,
  urls: readonly Span[],
): number {
  const words = segments(ahead, "word");
  for (let at = maxLength; at > lastSpace;) {
    const { index, isWordLike } = words.containing(at) ?? { index: 0 };
    if (isWordLike && isUnspaced(characterBefore(ahead, index)) && !urlAround(index, urls)) {
      return index;
    }
    at = index - 1;
  }
  return 0;
}

function lastClusterEnd(ahead: string, maxLength: number, urls: readonly Span[]): number {
  const clusters = segments(ahead, "grapheme");
  const startOfCluster = (at: number): number => clusters.containing(at)?.index ?? 0;
  const last = startOfCluster(maxLength);
  const cut = startOfCluster(urlAround(last, urls)?.start ?? last);
  // One cluster alone is too long for a part: at least no code point is cut.
  return cut || (/[\ud800-\udbff]$/.test(ahead.slice(0, maxLength)) ? maxLength - 1 : maxLength);
}
