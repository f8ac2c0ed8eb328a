import { FENCE, type FormattedSpan } from "./formatted-spans.ts";

export interface FormattedCut {
  /** Where the part ends, before its `closing`. */
  readonly end: number;
  readonly closing: string;
  /** Where the next part begins, after its `opening`. */
  readonly next: number;
  readonly opening: string;
}

/**
 * How to cut a formatted text at `cut`, with what closes the part and opens the next one. Moves
 * the cut out of formatting of which it would leave nothing on one side. All places count from
 * the start of the text.
 */
export function cutFormatted(
  text: string,
  partStart: number,
  cut: number,
  spans: readonly FormattedSpan[],
): FormattedCut {
  const around = spans.filter((span) => span.start < cut && cut < span.end);
  const empty = around.find((span) => text.slice(contentStart(span), cut).trim() === "");
  if (empty !== undefined && empty.start > partStart) {
    return cutFormatted(text, partStart, empty.start, spans);
  }
  const goingOn = around.filter((span) => text.slice(cut, contentEnd(span)).trim() !== "");
  const ended = around.filter((span) => !goingOn.includes(span));
  const next = skipSpace(text, Math.max(cut, ...ended.map(({ end }) => end)), goingOn);
  return {
    end: Math.min(cut, ...around.map(contentEnd)),
    closing: around
      .map((span) => closingOf(span, text))
      .toReversed()
      .join(""),
    next,
    opening: quoteAround(text, next) + goingOn.map((span) => openingOf(span, text)).join(""),
  };
}

// Code keeps its indent.
function skipSpace(text: string, from: number, spans: readonly FormattedSpan[]): number {
  const space = isFenced(spans, from) ? /(?:[^\S\n]*\n)*/y : /\s*/y;
  space.lastIndex = from;
  space.test(text);
  return space.lastIndex;
}

export function isFenced(spans: readonly FormattedSpan[], at: number): boolean {
  return spans.some(({ marker, start, end }) => marker === FENCE && start < at && at < end);
}

/** The spans that reach into a stretch; `spans` are in order. */
export function spansBetween(
  spans: readonly FormattedSpan[],
  start: number,
  end: number,
): readonly FormattedSpan[] {
  const first = spans.findIndex((span) => span.start >= end);
  return spans.slice(0, first < 0 ? spans.length : first).filter((span) => span.end > start);
}

/** How many spans at the head of the list end before `at`. */
export function countEnded(spans: readonly FormattedSpan[], at: number): number {
  const first = spans.findIndex((span) => span.end > at);
  return first < 0 ? spans.length : first;
}

function contentStart({ start, marker }: FormattedSpan): number {
  return start + marker.length;
}

function contentEnd({ end, marker }: FormattedSpan): number {
  return end - marker.length;
}

function isBlock(span: FormattedSpan, text: string): boolean {
  return span.marker === FENCE && text[contentStart(span)] === "\n";
}

function closingOf(span: FormattedSpan, text: string): string {
  return isBlock(span, text) ? `\n${FENCE}` : span.marker;
}

function openingOf(span: FormattedSpan, text: string): string {
  return isBlock(span, text) ? `${FENCE}\n` : span.marker;
}

function quoteAround(text: string, at: number): string {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  return text.startsWith("> ", lineStart) && at > lineStart ? "> " : "";
}
