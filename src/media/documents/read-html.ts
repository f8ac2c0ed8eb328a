import { Tokenizer } from "htmlparser2";
import { createBlocks, headingMark, itemMark } from "./blocks.ts";
import type { PageCollector } from "./collect-pages.ts";
import { createTables } from "./html-tables.ts";

/** The tokenizer takes what is in these for text, to their end tag or the page's end. */
const RAW = new Set(["script", "style", "iframe"]);
const SKIPPED = /<\/(noscript|template|svg|select)\b/gi;
const BLOCKS = new Set(
  "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead title tr ul h1 h2 h3 h4 h5 h6".split(
    " ",
  ),
);

/**
 * Writes what an HTML page shows: headings, lists and tables stay recognisable; nothing is fetched.
 * Keeps no stack of what is open, which a parser searches at every end tag: a page that leaves
 * thousands of elements open would cost the square of its length.
 */
export function readHtml(html: string, pages: PageCollector): void {
  const blocks = createBlocks(pages);
  const tables = createTables(blocks);
  const lastEnds = findLastEnds(html);
  let skipped: { readonly name: string; depth: number } | null = null;
  let preformatted = 0;
  let lists = 0;
  let mark = "";
  let hasText = false;

  const endBlock = () => {
    if (hasText) blocks.endParagraph(mark);
    [hasText, mark] = [false, ""];
  };
  const opened: Readonly<Record<string, () => unknown>> = {
    br: () => blocks.text("\n"),
    pre: () => (preformatted += 1),
    ul: () => (lists += 1),
    ol: () => (lists += 1),
    li: () => (mark = itemMark(lists - 1)),
    title: () => (mark = headingMark(1)),
    table: () => tables.openTable(),
    thead: () => tables.endRow(),
    tbody: () => tables.endRow(),
    tfoot: () => tables.endRow(),
    tr: () => tables.openRow(),
    td: () => tables.openCell(),
    th: () => tables.openCell(),
  };
  const closed: Readonly<Record<string, () => unknown>> = {
    br: () => blocks.text("\n"),
    pre: () => (preformatted = Math.max(0, preformatted - 1)),
    ul: () => (lists = Math.max(0, lists - 1)),
    ol: () => (lists = Math.max(0, lists - 1)),
    td: () => tables.endCell(),
    th: () => tables.endCell(),
    tr: () => tables.endRow(),
    table: () => tables.endTable(),
  };

  const open = (name: string, at: number) => {
    if (skipped !== null) {
      if (skipped.name === name) skipped.depth += 1;
      return;
    }
    // One that is never closed must not take the rest of the page along.
    if (RAW.has(name) || at < (lastEnds.get(name) ?? 0)) {
      skipped = { name, depth: 1 };
      return;
    }
    if (BLOCKS.has(name)) endBlock();
    if (/^h[1-6]$/.test(name)) mark = headingMark(Number(name[1]));
    if (Object.hasOwn(opened, name)) opened[name]?.();
  };
  const close = (name: string) => {
    if (skipped !== null) {
      if (skipped.name === name) skipped.depth -= 1;
      if (skipped.depth === 0) skipped = null;
      return;
    }
    if (BLOCKS.has(name)) endBlock();
    if (Object.hasOwn(closed, name)) closed[name]?.();
  };
  const write = (text: string) => {
    if (skipped !== null) return;
    blocks.text(preformatted > 0 ? text : text.replace(/\s+/g, " "));
    hasText ||= text.trim() !== "";
  };

  let tag = "";
  const ignore = () => {};
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname(start, end) {
        tag = html.slice(start, end).toLowerCase();
        open(tag, start);
      },
      onclosetag: (start, end) => close(html.slice(start, end).toLowerCase()),
      onselfclosingtag() {
        if (tag === "svg") close(tag);
      },
      ontext: (start, end) => write(html.slice(start, end)),
      ontextentity: (codePoint) => write(String.fromCodePoint(codePoint)),
      onopentagend: ignore,
      onattribname: ignore,
      onattribdata: ignore,
      onattribentity: ignore,
      onattribend: ignore,
      oncdata: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onprocessinginstruction: ignore,
      onend: ignore,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  endBlock();
  tables.endAll();
}

/** Where each element that is left out ends for the last time. */
function findLastEnds(html: string): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  for (const { 1: name = "", index } of html.matchAll(SKIPPED)) {
    ends.set(name.toLowerCase(), index);
  }
  return ends;
}
