import type { DocumentPage, DocumentPages } from "./document-text.ts";

const MARK = String.raw`\[(?:page (\d+)|cut after page \d+ of (\d+)|not read: pages? ([\d, ]+))\]`;
const MARKS = new RegExp(`^${MARK}$`, "gm");
// A document's own line that looks like a mark is told apart by a backslash before it.
const LOOK_ALIKES = new RegExp(String.raw`^\\*${MARK}$`, "gm");
const ESCAPED = new RegExp(String.raw`^\\(?=\\*${MARK}$)`, "gm");

/**
 * A document's pages as one text, each after its mark `[page 3]`, to store and to read back with
 * `parsePages`. A document of one page has no mark; one that is cut, or
 * whose pages are pictures in part, says so in its last lines.
 */
export function formatPages({ pages, pageCount, isCut, unread = [] }: DocumentPages): string {
  const parts = pages.map(({ page, text }) =>
    pageCount === 1
      ? escapeMarks(text)
      : trimNewlines(`${pageMark(page)}\n${escapeMarks(text)}`, "end"),
  );
  const last = pages.at(-1)?.page ?? 0;
  const marks = [
    unread.length > 0 && `[not read: ${unread.length > 1 ? "pages" : "page"} ${unread.join(", ")}]`,
    isCut && `[cut after page ${last} of ${pageCount}]`,
  ];
  return [...parts, ...marks.filter((mark) => mark !== false)].join("\n\n");
}

/** Reads what `formatPages` wrote; any other text is one page. Line breaks around pages are dropped. */
export function parsePages(stored: string): DocumentPages {
  const pages: DocumentPage[] = [];
  let page = 1;
  let start = 0;
  let pageCount = 0;
  let isCut = false;
  let isMarked = false;
  /** Whether what follows is about the document, and not of it. */
  let isOver = false;
  let unread: number[] = [];

  const close = (end: number) => {
    const text = unescapeMarks(trimNewlines(stored.slice(start, end)));
    if (isMarked || text !== "") pages.push({ page, text });
  };
  for (const { 0: mark, 1: number, 2: count, 3: missing, index } of stored.matchAll(MARKS)) {
    if (!isOver) close(index);
    start = index + mark.length;
    if (number !== undefined) {
      [page, isMarked] = [Number(number), true];
      continue;
    }
    isOver = true;
    if (missing !== undefined) {
      unread = missing.split(",").map(Number);
      continue;
    }
    [pageCount, isCut] = [Number(count), true];
    break;
  }
  if (!isOver) close(stored.length);
  return {
    pages,
    pageCount: Math.max(pageCount, pages.at(-1)?.page ?? 1),
    isCut,
    ...(unread.length > 0 && { unread }),
  };
}

export function pageMark(page: number): string {
  return `[page ${page}]`;
}

/** Makes sure that no line of a document can pass for one of our marks. */
export function escapeMarks(text: string): string {
  return text.replace(LOOK_ALIKES, String.raw`\$&`);
}

function unescapeMarks(text: string): string {
  return text.replace(ESCAPED, "");
}

// By hand: a pattern that ends in $ reads a run of line breaks again from each of them.
function trimNewlines(text: string, side: "both" | "end" = "both"): string {
  let [start, end] = [0, text.length];
  while (side === "both" && text[start] === "\n") start += 1;
  while (end > start && text[end - 1] === "\n") end -= 1;
  return text.slice(start, end);
}
