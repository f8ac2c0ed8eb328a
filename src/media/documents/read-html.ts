import { createBlocks, headingMark } from "./blocks.ts";
import type { PageCollector } from "./collect-pages.ts";
import type { Gallery } from "./gallery.ts";
import { type Choice, createChoice, inputText } from "./html-forms.ts";
import { pictureMark } from "./html-pictures.ts";
import { createHtmlLists } from "./html-lists.ts";
import { createTables } from "./html-tables.ts";
import { type HtmlAttributes, readTags } from "./html-tags.ts";
import { addressInPage, linkNote } from "./links.ts";
import type { Script } from "./scripts.ts";
import type { Spans } from "./table.ts";

/**
 * The tokenizer treats the content of these elements as text, up to their end tag or the page's
 * end.
 */
const RAW = new Set(["script", "style", "iframe"]);
/** Also the pronunciation above a word. */
const SKIPPED = new Set(["noscript", "template", "svg", "rt", "rp"]);
const BLOCKS = new Set(
  "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead title tr ul h1 h2 h3 h4 h5 h6".split(
    " ",
  ),
);
/**
 * Elements whose end tag is optional: the next such element, or the end of their parent, ends them.
 */
const OPEN_ENDED: Readonly<Record<string, ReadonlySet<string>>> = {
  p: BLOCKS,
  li: new Set(["li", "ul", "ol"]),
  td: new Set(["td", "th", "tr", "table"]),
  th: new Set(["td", "th", "tr", "table"]),
  tr: new Set(["tr", "tbody", "table"]),
};
const HIDEABLE = new Set([
  ...BLOCKS,
  "a",
  "b",
  "em",
  "font",
  "i",
  "label",
  "small",
  "span",
  "strong",
  "u",
]);
const HIDDEN_STYLE = /(?:^|;)\s{0,3}(?:display\s?:\s?none|visibility\s?:\s?hidden)/i;
const MAX_LINK_TEXT = 600;
/** The address in the `meta` element by which a page redirects its readers: `0; url=/en/`. */
const REFRESHED = /url\s{0,9}=\s{0,9}['"]?([^'"]+)/i;

/**
 * Writes the visible content of an HTML page: headings, lists, tables and forms stay recognisable;
 * nothing is fetched. With `isOfWeb`, links to other pages of its site are kept, for `resolveLinks`.
 */
export function readHtml(
  html: string,
  pages: PageCollector,
  gallery: Gallery | null = null,
  isOfWeb = false,
): void {
  const blocks = createBlocks(pages);
  const tables = createTables(blocks);
  const lists = createHtmlLists();
  const endsLater = createEndFinder(html);
  let skipped: { readonly name: string; depth: number } | null = null;
  let choice: Choice | null = null;
  let link: { readonly address: string | null; text: string } | null = null;
  let preformatted = 0;
  let mark = "";
  let script: Script | null = null;
  let hasText = false;
  let endsInSpace = true;
  let base: string | null = null;

  const addressOf = (written: string | undefined) =>
    isOfWeb && written !== undefined ? addressInPage(written, base) : (written ?? null);
  const leadTo = (written: string | undefined) => {
    if (isOfWeb) say(linkNote("", addressOf(written)));
  };
  const say = (found: string) => {
    const text = endsInSpace && preformatted === 0 ? found.trimStart() : found;
    if (text === "") return;
    endsInSpace = text.endsWith(" ");
    blocks.text(text, script);
    hasText ||= text.trim() !== "";
    if (link !== null && link.text.length < MAX_LINK_TEXT) link.text += text;
  };
  const lineBreak = () => {
    blocks.text("\n");
    endsInSpace = true;
  };
  const endLink = () => {
    const ended = link;
    link = null;
    if (ended !== null) say(linkNote(ended.text, ended.address));
  };
  const endBlock = () => {
    script = null;
    endsInSpace = true;
    if (!hasText) return;
    blocks.endParagraph(mark);
    hasText = false;
    mark = "";
  };
  const opened: Readonly<Record<string, (attributes: HtmlAttributes) => unknown>> = {
    br: lineBreak,
    pre: () => (preformatted += 1),
    ul: (attributes) => lists.open(false, attributes),
    ol: (attributes) => lists.open(true, attributes),
    li: (attributes) => (mark = lists.item(attributes)),
    title: () => (mark = headingMark(1)),
    sup: () => (script = "super"),
    sub: () => (script = "sub"),
    s: () => (script = "struck"),
    strike: () => (script = "struck"),
    del: () => (script = "struck"),
    a: (attributes) => {
      endLink();
      link = { address: addressOf(attributes.get("href")), text: "" };
    },
    base: (attributes) => (base ??= attributes.get("href") ?? null),
    // Their text is on pages of their own.
    frame: (attributes) => leadTo(attributes.get("src")),
    meta: (attributes) =>
      /^refresh$/i.test(attributes.get("http-equiv") ?? "") &&
      leadTo(REFRESHED.exec(attributes.get("content") ?? "")?.[1]),
    img: (attributes) => {
      const picture = pictureMark(attributes, gallery);
      if (picture !== "") say(` ${picture} `);
    },
    input: (attributes) => say(inputText(attributes)),
    select: () => (choice = createChoice()),
    table: () => tables.openTable(),
    thead: () => tables.endRow(),
    tbody: () => tables.endRow(),
    tfoot: () => tables.endRow(),
    tr: () => tables.openRow(),
    td: (attributes) => tables.openCell(spansOf(attributes)),
    th: (attributes) => tables.openCell(spansOf(attributes)),
  };
  const closed: Readonly<Record<string, () => unknown>> = {
    br: lineBreak,
    pre: () => (preformatted = Math.max(0, preformatted - 1)),
    ul: lists.close,
    ol: lists.close,
    li: () => (mark = ""),
    title: () => (mark = ""),
    sup: () => (script = null),
    sub: () => (script = null),
    s: () => (script = null),
    strike: () => (script = null),
    del: () => (script = null),
    a: endLink,
    td: () => tables.endCell(),
    th: () => tables.endCell(),
    tr: () => tables.endRow(),
    caption: () => {
      tables.openCell(ONE);
      tables.endRow();
    },
    table: () => tables.endTable(),
  };

  const isSkipped = (name: string, attributes: HtmlAttributes, at: number) => {
    if (RAW.has(name)) return true;
    const isHidden = attributes.has("hidden") || HIDDEN_STYLE.test(attributes.get("style") ?? "");
    // An element that is never closed must not hide the rest of the page.
    return (SKIPPED.has(name) || (isHidden && HIDEABLE.has(name))) && endsLater(name, at);
  };
  const open = (name: string, attributes: HtmlAttributes, at: number) => {
    if (skipped !== null && OPEN_ENDED[skipped.name]?.has(name) !== true) {
      if (skipped.name === name) skipped.depth += 1;
      return;
    }
    skipped = null;
    if (choice !== null) {
      if (name === "option") choice.option(attributes);
      return;
    }
    if (isSkipped(name, attributes, at)) {
      skipped = { name, depth: 1 };
      return;
    }
    if (name === "select" && !endsLater(name, at)) return;
    if (BLOCKS.has(name)) endBlock();
    if (/^h[1-6]$/.test(name)) mark = headingMark(Number(name[1]));
    if (Object.hasOwn(opened, name)) opened[name]?.(attributes);
  };
  const close = (name: string) => {
    if (skipped !== null) {
      if (skipped.name === name) skipped.depth -= 1;
      const isOver = OPEN_ENDED[skipped.name]?.has(name) === true && skipped.name !== name;
      if (skipped.depth > 0 && !isOver) return;
      skipped = null;
      if (!isOver) return;
    }
    if (choice !== null) {
      if (name !== "select") return;
      const shown = choice.end();
      choice = null;
      say(shown);
      return;
    }
    if (BLOCKS.has(name)) endBlock();
    if (/^h[1-6]$/.test(name)) mark = "";
    if (Object.hasOwn(closed, name)) closed[name]?.();
  };

  readTags(html, {
    open,
    close,
    text(text) {
      if (skipped !== null) return;
      if (choice !== null) choice.text(text);
      else say(preformatted > 0 ? text : text.replace(/\s+/g, " "));
    },
  });
  endLink();
  endBlock();
  tables.endAll();
}

const ONE: Spans = { columns: 1, rows: 1 };

function spansOf(attributes: HtmlAttributes): Spans {
  if (attributes.size === 0) return ONE;
  const count = (name: string) => Math.max(1, Number.parseInt(attributes.get(name) ?? "", 10) || 1);
  return { columns: count("colspan"), rows: count("rowspan") };
}

/**
 * Returns a function that says whether an element that begins at a position has an end tag after
 * it.
 */
function createEndFinder(html: string): (name: string, at: number) => boolean {
  const lastEnds = new Map<string, number>();
  let lower: string | null = null;
  return (name, at) => {
    lower ??= html.toLowerCase();
    const last = lastEnds.get(name) ?? lower.lastIndexOf(`</${name}`);
    lastEnds.set(name, last);
    return last > at;
  };
}
