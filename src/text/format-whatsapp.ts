import { cleanText } from "./clean-text.ts";
import { BOLD, ITALIC, STRIKE } from "./line-pieces.ts";
import { type MarkdownNode, parseMarkdown, plainText } from "./parse-markdown.ts";
import { hrefOf, isTag, stripHtml } from "./strip-html.ts";
import { unveil, veilAddresses } from "./web-addresses.ts";
import { createWhatsappPage, type WhatsappPage } from "./whatsapp-page.ts";

type Task = MarkdownNode | (() => void);

interface Walk {
  readonly page: WhatsappPage;
  /** Puts these before all that is still to be done. */
  next(tasks: readonly Task[]): void;
  /** The address of an `<a>` that is open. */
  href: string | null;
}

const RULE = "———";
const LINE = 1;
const PARAGRAPH = 2;
// A column's name is repeated in every row, and so must be short.
const MAX_NAME_LENGTH = 80;
// What stands between tags was written as a page, not as Markdown.
const INSIDE_HTML = { noHtmlBlocks: true, noHtmlSpans: true, noIndentedCodeBlocks: true };

/**
 * A model's Markdown (CommonMark with GFM's tables, task lists and strikethrough) in WhatsApp's
 * formatting, clean as `cleanText` leaves a text. What WhatsApp cannot show becomes text: headings
 * bold lines, tables a block of `*column*: value` lines a row, links `text (url)`. Code stays as it
 * is, but for invisible joiners between its own backticks. Linear in time, whatever the nesting.
 */
export function formatWhatsapp(markdown: string): string {
  const page = createWhatsappPage();
  // A stack of our own: a text may nest deeper than calls can.
  const todo: Task[] = [];
  const walk: Walk = {
    page,
    next: (tasks) => {
      for (const task of tasks.toReversed()) todo.push(task);
    },
    href: null,
  };
  walk.next(parseMarkdown(veilAddresses(cleanText(markdown))));
  for (let task = todo.pop(); task !== undefined; task = todo.pop()) {
    if (typeof task === "function") task();
    else enter(task, walk);
  }
  page.endLine();
  return cleanText(page.toString()).trim();
}

function enter(node: MarkdownNode, walk: Walk): void {
  const { page } = walk;
  const inside = (begin: () => void, end: () => void): void => {
    begin();
    walk.next([...childrenOf(node), end]);
  };
  switch (node.kind) {
    case "text":
      return writeText(unveil(node.text), walk);
    case "bold":
      return inside(
        () => page.begin(BOLD),
        () => page.end(BOLD),
      );
    case "italic":
      return inside(
        () => page.begin(ITALIC),
        () => page.end(ITALIC),
      );
    case "strike":
      return inside(
        () => page.begin(STRIKE),
        () => page.end(STRIKE),
      );
    case "code":
      return page.code(unveil(plainText(node.children)));
    case "link":
      return enterLink(node.children, unveil(node.url), walk);
    case "image":
      return writeImage(unveil(plainText(node.children)), unveil(node.url), page);
    case "heading":
      return inside(
        () => {
          page.endLine();
          page.begin(BOLD);
        },
        () => {
          page.endBlock(LINE);
          page.end(BOLD);
        },
      );
    case "paragraph":
      return inside(page.endLine, () => page.endBlock(PARAGRAPH));
    case "quote":
      return inside(page.beginQuote, page.endQuote);
    case "code-block":
      page.fence(unveil(plainText(node.children)).replace(/\n$/, ""));
      return page.endBlock(PARAGRAPH);
    case "rule":
      page.endLine();
      page.text(RULE);
      return page.endBlock(PARAGRAPH);
    case "html-block":
      return walk.next(parseMarkdown(stripHtml(plainText(node.children)), INSIDE_HTML));
    case "list":
      return enterList(node.children, walk);
    case "list-item":
      return inside(() => page.beginItem(node.marker), page.endItem);
    case "table":
      return enterTable(node.children, walk);
    case "row":
    case "cell":
      return walk.next(node.children);
  }
}

function childrenOf(node: MarkdownNode | undefined): readonly MarkdownNode[] {
  return node === undefined || node.kind === "text" ? [] : node.children;
}

function writeText(text: string, walk: Walk): void {
  const { page } = walk;
  if (text === "**") return page.looseMarker(text);
  if (!isTag(text)) return page.text(text);
  page.text(stripHtml(text));
  if (/^<a\s/i.test(text)) walk.href = hrefOf(text);
  if (!/^<\/a\b/i.test(text) || walk.href === null) return;
  page.address(` (${walk.href})`);
  walk.href = null;
}

function enterLink(children: readonly MarkdownNode[], href: string, walk: Walk): void {
  const { page } = walk;
  const url = decodeEntities(href);
  const shown = unveil(plainText(children));
  const isFootnote = shown.startsWith("^");
  if (isFootnote) return page.address(` (${url})`);
  if (bareAddress(shown) === bareAddress(url)) return page.address(shown);
  // A place on the page means nothing in a chat.
  if (url === "" || url.startsWith("#")) return walk.next(children);
  const target = url.replace(/^mailto:|^tel:/i, "");
  walk.next([...children, () => page.address(shown.trim() === "" ? target : ` (${target})`)]);
}

function bareAddress(address: string): string {
  return address.replace(/^(?:https?:\/\/|mailto:|tel:)/i, "").replace(/\/$/, "");
}

// The parser decodes entities in text but hands addresses over as they are written.
function decodeEntities(text: string): string {
  return text.replaceAll(/&#?\w{1,32};/g, (entity) => Bun.markdown.render(entity, {}));
}

function writeImage(alt: string, source: string, page: WhatsappPage): void {
  const isShown = source !== "" && !source.startsWith("data:");
  if (alt.trim() !== "") page.text(alt);
  if (isShown) page.address(alt.trim() === "" ? source : ` (${decodeEntities(source)})`);
}

function enterList(items: readonly MarkdownNode[], walk: Walk): void {
  const { page } = walk;
  const isLoose = items.some((item) => childrenOf(item)[0]?.kind === "paragraph");
  const isLong = items.some((item) => childrenOf(item).length > 1);
  const gap = isLoose && isLong ? PARAGRAPH : LINE;
  walk.next([
    ...items.flatMap((item, index): Task[] =>
      index === 0 ? [item] : [() => page.endBlock(gap), item],
    ),
    () => page.endBlock(PARAGRAPH),
  ]);
  page.endLine();
}

function enterTable(rows: readonly MarkdownNode[], walk: Walk): void {
  const { page } = walk;
  const names = childrenOf(rows[0]);
  const body = rows.slice(1);
  page.endLine();
  const tasks = body.flatMap((row, index): Task[] => [
    ...childrenOf(row).flatMap((cell, column) => cellTasks(names[column], cell, index === 0, page)),
    () => page.endBlock(PARAGRAPH),
  ]);
  const header = names.flatMap((name) => nameTasks(name, page, page.endLine));
  walk.next(body.length > 0 ? tasks : [...header, () => page.endBlock(PARAGRAPH)]);
}

function cellTasks(
  name: MarkdownNode | undefined,
  cell: MarkdownNode,
  isFirstRow: boolean,
  page: WhatsappPage,
): Task[] {
  if (childrenOf(cell).length === 0) return [];
  const shown = plainText(childrenOf(name)).trim();
  const isNamed = shown !== "" && (isFirstRow || shown.length <= MAX_NAME_LENGTH);
  const colon = shown.endsWith(":") ? " " : ": ";
  const label: Task[] = isNamed ? nameTasks(name, page, () => page.text(colon)) : [];
  return [...label, ...childrenOf(cell), page.endLine];
}

function nameTasks(name: MarkdownNode | undefined, page: WhatsappPage, end: Task): Task[] {
  return [() => page.begin(BOLD), ...childrenOf(name), () => page.end(BOLD), end];
}
