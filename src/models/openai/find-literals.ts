const FENCE = /^ {0,3}(?:```|~~~)/gm;
const QUOTES: Readonly<Record<string, string>> = {
  "`": "`",
  "*": "*",
  _: "_",
  '"': '"',
  "'": "'",
  "“": "”",
  "„": "“",
  "‘": "’",
  "«": "»",
};

/** A tag in a text, and whether the text only mentions it. */
export interface Tag {
  readonly at: number;
  readonly end: number;
  readonly name: string;
  /** True if it is in quotes, in bold or in `code` on its line. */
  readonly isQuoted: boolean;
  /** The number of code fences before it: it is in a block if that is odd. */
  readonly fences: number;
}

/** Finds the tags of a text, in order, in linear time. */
export function findTags(text: string, pattern: RegExp): Tag[] {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return [];
  const fences = [...text.matchAll(FENCE)].map(({ index }) => index);
  const spans = codeSpans(text);
  let [fence, span] = [0, 0];
  return found.map(({ 0: name, index: at }) => {
    const end = at + name.length;
    while ((fences[fence] ?? Infinity) < at) fence += 1;
    while ((spans[span]?.to ?? Infinity) < end) span += 1;
    const isInCode = (spans[span]?.from ?? Infinity) <= at;
    const isInQuotes = QUOTES[text[at - 1] ?? ""] === (text[end] ?? "none");
    return { at, end, name, isQuoted: isInCode || isInQuotes, fences: fence };
  });
}

/** Returns the number of code fences in a text. */
export function countFences(text: string): number {
  return [...text.matchAll(FENCE)].length;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Returns the spans between two equal runs of backticks on one line. */
function codeSpans(text: string): Span[] {
  const spans: Span[] = [];
  let lineEnd = -1;
  let line: Span[] = [];
  for (const { 0: run, index: from } of text.matchAll(/`+/g)) {
    if (from > lineEnd) {
      spans.push(...pairs(line));
      line = [];
      const next = text.indexOf("\n", from);
      lineEnd = next === -1 ? text.length : next;
    }
    line.push({ from, to: from + run.length });
  }
  return [...spans, ...pairs(line)];
}

function pairs(runs: readonly Span[]): Span[] {
  const next = nextOfSameLength(runs);
  const spans: Span[] = [];
  for (let index = 0; index < runs.length; index += 1) {
    const partner = next[index] ?? -1;
    const [opening, closing] = [runs[index], runs[partner]];
    if (opening === undefined || closing === undefined) continue;
    spans.push({ from: opening.to, to: closing.from });
    index = partner;
  }
  return spans;
}

function nextOfSameLength(runs: readonly Span[]): number[] {
  const last = new Map<number, number>();
  const next: number[] = [];
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const { from = 0, to = 0 } = runs[index] ?? {};
    next[index] = last.get(to - from) ?? -1;
    last.set(to - from, index);
  }
  return next;
}
