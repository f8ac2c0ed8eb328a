/** A stretch of text within a line, as WhatsApp shows it. */
export type Span =
  | { readonly kind: "text" | "code" | "link"; readonly text: string }
  | { readonly kind: "bold" | "italic" | "strike"; readonly spans: readonly Span[] };

export type Block =
  | { readonly kind: "lines"; readonly lines: readonly (readonly Span[])[] }
  | { readonly kind: "quote"; readonly lines: readonly (readonly Span[])[] }
  | { readonly kind: "list"; readonly items: readonly (readonly Span[])[] }
  | {
      readonly kind: "numbered";
      readonly first: number;
      readonly items: readonly (readonly Span[])[];
    }
  | { readonly kind: "code"; readonly text: string };

const FENCED = /```([\s\S]+?)```/;
const LINK = /\bhttps?:\/\/[^\s<>"]*[^\s<>".,;:!?)*_~]/g;
const BULLET = /^[-*•] (?=\S)/;
const NUMBER = /^(\d{1,3})\. (?=\S)/;
const QUOTE = /^> ?/;
const MARKS = { "*": "bold", _: "italic", "~": "strike" } as const;

/** Reads WhatsApp's marks: bold, italic, strike, inline code, code blocks, quotes, lists and links. */
export function parseWhatsappText(text: string): Block[] {
  const fence = FENCED.exec(text);
  if (!fence) return toBlocks(text);
  const after = text.slice(fence.index + fence[0].length);
  return [
    ...toBlocks(text.slice(0, fence.index).replace(/\n$/, "")),
    { kind: "code", text: (fence[1] ?? "").replace(/^\n|\n$/g, "") },
    ...parseWhatsappText(after.replace(/^\n/, "")),
  ];
}

function toBlocks(text: string): Block[] {
  if (text === "") return [];
  const blocks: Block[] = [];
  let rest = text.split("\n");
  while (rest.length > 0) {
    const kind = kindOf(rest[0] ?? "");
    const end = rest.findIndex((line) => kindOf(line) !== kind);
    const run = end < 0 ? rest : rest.slice(0, end);
    blocks.push(toBlock(kind, run));
    rest = rest.slice(run.length);
  }
  return blocks;
}

function kindOf(line: string): Exclude<Block["kind"], "code"> {
  if (QUOTE.test(line)) return "quote";
  if (BULLET.test(line)) return "list";
  return NUMBER.test(line) ? "numbered" : "lines";
}

function toBlock(kind: Exclude<Block["kind"], "code">, lines: readonly string[]): Block {
  const without = (mark: RegExp) => lines.map((line) => toSpans(line.replace(mark, "")));
  switch (kind) {
    case "lines":
      return { kind, lines: lines.map(toSpans) };
    case "quote":
      return { kind, lines: without(QUOTE) };
    case "list":
      return { kind, items: without(BULLET) };
    case "numbered":
      return { kind, first: Number(NUMBER.exec(lines[0] ?? "")?.[1]), items: without(NUMBER) };
  }
}

function toSpans(line: string): Span[] {
  const marked = firstMarked(line);
  if (!marked) return toLinks(line);
  const { start, end, span } = marked;
  return [...toLinks(line.slice(0, start)), span, ...toSpans(line.slice(end))];
}

interface Marked {
  readonly start: number;
  readonly end: number;
  readonly span: Span;
}

/** The first pair of marks that opens after a space or punctuation and closes before no letter. */
function firstMarked(line: string): Marked | null {
  const addresses = [...line.matchAll(LINK)].map(({ 0: url, index }) => [
    index,
    index + url.length,
  ]);
  for (const { 0: mark, index: start } of line.matchAll(/[*_~`]/g)) {
    const isInAddress = addresses.some(([from = 0, to = 0]) => start >= from && start < to);
    const isOpening = start === 0 || /[\s>([{"'*_~]/.test(line[start - 1] ?? "");
    const end = isOpening && !isInAddress ? closing(line, mark, start) : -1;
    if (end < 0) continue;
    const inner = line.slice(start + 1, end);
    return { start, end: end + 1, span: toMarked(mark, inner) };
  }
  return null;
}

function closing(line: string, mark: string, start: number): number {
  if (/^(?:\s|$)/.test(line.slice(start + 1))) return -1;
  for (let end = line.indexOf(mark, start + 2); end >= 0; end = line.indexOf(mark, end + 1)) {
    const isClosing =
      !/\s/.test(line[end - 1] ?? " ") && !/[\p{L}\p{N}]/u.test(line[end + 1] ?? "");
    if (isClosing) return end;
  }
  return -1;
}

function toMarked(mark: string, inner: string): Span {
  switch (mark) {
    case "*":
    case "_":
    case "~":
      return { kind: MARKS[mark], spans: toSpans(inner) };
    default:
      return { kind: "code", text: inner };
  }
}

function toLinks(text: string): Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const { 0: url, index } of text.matchAll(LINK)) {
    if (index > end) spans.push({ kind: "text", text: text.slice(end, index) });
    spans.push({ kind: "link", text: url });
    end = index + url.length;
  }
  if (end < text.length) spans.push({ kind: "text", text: text.slice(end) });
  return spans;
}
