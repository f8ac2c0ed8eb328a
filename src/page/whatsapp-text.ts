import {
  BULLET,
  FENCE,
  findFormattedSpans,
  type FormattedSpan,
  NUMBER,
  QUOTE,
} from "../text/whatsapp/grammar.ts";

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
      readonly items: readonly {
        readonly number: number;
        readonly spans: readonly Span[];
      }[];
    }
  | { readonly kind: "code"; readonly text: string };

const LINK = /\bhttps?:\/\/[^\s<>"]*[^\s<>".,;:!?)*_~]/g;
const STYLES: Readonly<Record<string, "bold" | "italic" | "strike">> = {
  "*": "bold",
  _: "italic",
  "~": "strike",
};

/** Reads WhatsApp's marks: bold, italic, strike, inline code, code blocks, quotes, lists and links. */
export function parseWhatsappText(text: string): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  for (const { marker, start, end } of findFormattedSpans(text)) {
    if (marker !== FENCE) continue;
    blocks.push(...toBlocks(text.slice(at, start).replace(/\n$/, "")));
    const code = text.slice(start + FENCE.length, end - FENCE.length);
    blocks.push({ kind: "code", text: code.replace(/^\n|\n$/g, "") });
    at = text[end] === "\n" ? end + 1 : end;
  }
  return [...blocks, ...toBlocks(text.slice(at))];
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
      return {
        kind,
        items: lines.map((line) => ({
          number: Number(NUMBER.exec(line)?.[1]),
          spans: toSpans(line.replace(NUMBER, "")),
        })),
      };
  }
}

function toSpans(line: string): Span[] {
  return within(line, 0, line.length, findFormattedSpans(line));
}

function within(line: string, from: number, to: number, found: readonly FormattedSpan[]): Span[] {
  const spans: Span[] = [];
  let at = from;
  for (const span of found) {
    const { marker, start, end } = span;
    if (start < at || end > to) continue;
    const inner = found.filter((one) => one.start > start && one.end < end);
    const kind = STYLES[marker];
    spans.push(...toLinks(line.slice(at, start)));
    spans.push(
      kind === undefined
        ? { kind: "code", text: line.slice(start + 1, end - 1) }
        : { kind, spans: within(line, start + 1, end - 1, inner) },
    );
    at = end;
  }
  return [...spans, ...toLinks(line.slice(at, to))];
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
