import type { DocumentPage, DocumentPages } from "./document-text.ts";

// A document's own line that looks like a mark is told apart by a backslash before it.
const LOOKS_LIKE_MARK = /^\\*\[(?:page \d+|cut after page \d+ of \d+)\]$/;
const PAGE_MARK = /^\[page (\d+)\]$/;
const CUT_MARK = /^\[cut after page \d+ of (\d+)\]$/;

/**
 * A document's pages as one text, each after its mark `[page 3]`, to store and to read back with
 * `parsePages`. A document of one page has no mark; one that is cut says so in its last line.
 */
export function formatPages({ pages, pageCount, isCut }: DocumentPages): string {
  const parts = pages.map(({ page, text }) =>
    pageCount === 1
      ? escapeMarks(text)
      : `${pageMark(page)}\n${escapeMarks(text)}`.replace(/\n+$/, ""),
  );
  const last = pages.at(-1)?.page ?? 0;
  return [...parts, ...(isCut ? [`[cut after page ${last} of ${pageCount}]`] : [])].join("\n\n");
}

/** Reads what `formatPages` wrote; any other text is one page. Line breaks around pages are dropped. */
export function parsePages(stored: string): DocumentPages {
  const pages: DocumentPage[] = [];
  let page = 1;
  let lines: string[] = [];
  let pageCount = 0;
  let isCut = false;
  let isMarked = false;

  const close = () => {
    const text = unescapeMarks(lines.join("\n").replace(/^\n+|\n+$/g, ""));
    if (isMarked || text !== "") pages.push({ page, text });
    lines = [];
  };
  for (const line of stored.split("\n")) {
    const mark = PAGE_MARK.exec(line)?.[1];
    const cut = CUT_MARK.exec(line)?.[1];
    if (mark !== undefined) {
      close();
      [page, isMarked] = [Number(mark), true];
    } else if (cut === undefined) {
      lines.push(line);
    } else {
      [pageCount, isCut] = [Number(cut), true];
    }
  }
  close();
  return { pages, pageCount: Math.max(pageCount, pages.at(-1)?.page ?? 1), isCut };
}

export function pageMark(page: number): string {
  return `[page ${page}]`;
}

/** Makes sure that no line of a document can pass for one of our marks. */
export function escapeMarks(text: string): string {
  return mapMarks(text, (line) => `\\${line}`);
}

function unescapeMarks(text: string): string {
  return mapMarks(text, (line) => line.slice(1));
}

function mapMarks(text: string, map: (line: string) => string): string {
  return text
    .split("\n")
    .map((line) => (LOOKS_LIKE_MARK.test(line) ? map(line) : line))
    .join("\n");
}
