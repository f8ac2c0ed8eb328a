import type { DocumentPage, DocumentPages } from "./document-text.ts";

const MARK = String.raw`\[(?:page (\d+)|cut after page \d+ of (\d+)|not read: pages? ([\d, ]+))\]`;
const MARKS = new RegExp(`^${MARK}$`, "gm");
// A document's own line that looks like a mark gets a backslash before it.
const LOOK_ALIKES = new RegExp(String.raw`^\\*${MARK}$`, "gm");
const ESCAPED = new RegExp(String.raw`^\\(?=\\*${MARK}$)`, "gm");

/**
 * Formats a document's pages as one text, each after its mark `[page 3]`, to store and to read back
 * with `parsePages`. A document of one page has no mark; the last lines state whether the document
 * is cut, or its pages are partly pictures.
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

/**
 * Parses the result of `formatPages`; any other text is one page. Line breaks around pages are
 * dropped.
 */
export function parsePages(stored: string): DocumentPages {
  const pages: DocumentPage[] = [];
  let page = 1;
  let start = 0;
  let pageCount = 0;
  let isCut = false;
  let isMarked = false;
  /** True if the following lines are about the document, not part of it. */
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

/** Escapes lines of a document that look like our marks. */
export function escapeMarks(text: string): string {
  return text.replace(LOOK_ALIKES, String.raw`\$&`);
}

function unescapeMarks(text: string): string {
  return text.replace(ESCAPED, "");
}

// Without a pattern: one that ends in $ scans a run of line breaks again from each of them.
function trimNewlines(text: string, side: "both" | "end" = "both"): string {
  let [start, end] = [0, text.length];
  while (side === "both" && text[start] === "\n") start += 1;
  while (end > start && text[end - 1] === "\n") end -= 1;
  return text.slice(start, end);
}
