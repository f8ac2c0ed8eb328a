import { WEB_ADDRESS } from "./web-addresses.ts";
import {
  characterAt,
  characterBefore,
  isSpaceOrEdge,
  isWordCharacter,
} from "./whatsapp-markers.ts";

/** A stretch that WhatsApp formats, its markers included. */
export interface FormattedSpan {
  readonly marker: string;
  readonly start: number;
  readonly end: number;
}

export const FENCE = "```";

const MARK_OR_ADDRESS = new RegExp(`${WEB_ADDRESS.source}|[*_~\`]`, "gi");

/** What WhatsApp formats in a text, outer before inner. Linear in time. */
export function findFormattedSpans(text: string): FormattedSpan[] {
  const spans: FormattedSpan[] = [];
  let at = 0;
  for (const fence of text.matchAll(/```[^]+?```/g)) {
    spans.push(...findInLines(text, at, fence.index));
    at = fence.index + fence[0].length;
    spans.push({ marker: FENCE, start: fence.index, end: at });
  }
  spans.push(...findInLines(text, at, text.length));
  return spans;
}

function findInLines(text: string, from: number, to: number): FormattedSpan[] {
  const spans: FormattedSpan[] = [];
  for (const { 0: line, index } of text.slice(from, to).matchAll(/[^\n]+/g)) {
    if (/[*_~`]/.test(line))
      spans.push(...findInLine(text, from + index, from + index + line.length));
  }
  return spans;
}

function findInLine(text: string, from: number, to: number): FormattedSpan[] {
  const closers = new Map<string, number[]>();
  // An address is matched as a whole first, so that its own signs are no markers.
  const marks = [...text.slice(from, to).matchAll(MARK_OR_ADDRESS)]
    .filter(({ 0: match }) => match.length === 1)
    .map(({ 0: marker, index }) => ({ marker, at: from + index }));
  for (const { marker, at } of marks.toReversed()) {
    if (!closes(text, at)) continue;
    const known = closers.get(marker);
    if (known === undefined) closers.set(marker, [at]);
    else known.push(at);
  }
  const spans: FormattedSpan[] = [];
  const open: FormattedSpan[] = [];
  for (const { marker, at } of marks) {
    while ((open.at(-1)?.end ?? Infinity) <= at) open.pop();
    const around = open.at(-1);
    if (around?.marker === "`" || open.some((span) => span.marker === marker)) continue;
    if (!opens(text, at, from)) continue;
    const ends = closers.get(marker) ?? [];
    while ((ends.at(-1) ?? Infinity) <= at + 1) ends.pop();
    const end = (ends.at(-1) ?? Infinity) + 1;
    if (end > to || (around !== undefined && end >= around.end)) continue;
    const span = { marker, start: at, end };
    open.push(span);
    spans.push(span);
  }
  return spans;
}

function opens(text: string, at: number, lineStart: number): boolean {
  const before = at === lineStart ? "" : characterBefore(text, at);
  return (
    (isSpaceOrEdge(before) || /[>*_~`]/.test(before)) && !isSpaceOrEdge(characterAt(text, at + 1))
  );
}

function closes(text: string, at: number): boolean {
  return !isSpaceOrEdge(characterBefore(text, at)) && !isWordCharacter(characterAt(text, at + 1));
}
