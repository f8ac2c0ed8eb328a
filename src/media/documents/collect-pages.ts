import type { DocumentPage, DocumentPages, ReadingLimits } from "./document-text.ts";

export interface PageCollector {
  /** Writes one line, which may hold line breaks, to the page that is open. */
  line(text: string): void;
  /** Opens the next page. */
  turn(): void;
  /** True once nothing more is kept: time to stop reading. */
  isFull(): boolean;
  /** Whether the open page has text already. */
  hasText(): boolean;
  /** `pageCount` is given when the document itself says how many pages it has. */
  finish(pageCount?: number): DocumentPages;
}

/** Collects a document's lines page by page, tidied, and no more than the limits allow. */
export function collectPages({ maxPages, maxTextLength }: ReadingLimits): PageCollector {
  const pages: DocumentPage[] = [];
  let lines: string[] = [];
  let hasText = false;
  let left = maxTextLength;
  let isCut = false;

  const close = () => {
    pages.push({ page: pages.length + 1, text: tidy(lines) });
    lines = [];
    hasText = false;
  };
  const isFull = () => isCut;

  return {
    isFull,
    hasText: () => hasText,
    line(text) {
      if (isCut) return;
      isCut = text.length > left;
      const kept = text.slice(0, Math.max(left, 0));
      left -= kept.length + 1;
      lines.push(kept);
      hasText ||= kept.trim() !== "";
    },
    turn() {
      if (isCut) return;
      isCut = pages.length + 1 >= maxPages;
      if (!isCut) close();
    },
    finish(pageCount) {
      close();
      return { pages, pageCount: Math.max(pageCount ?? 0, pages.length), isCut };
    },
  };
}

// Line feeds and tabs stay; soft hyphens and zero-width spaces are layout, not text.
const UNSEEN = /[[\p{Cc}--[\n\t]]\p{Noncharacter_Code_Point}\u00ad\u200b\ufeff]/gv;

function tidy(lines: readonly string[]): string {
  return (
    lines
      .join("\n")
      .toWellFormed()
      .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n")
      .replace(UNSEEN, "")
      // No pattern that ends in $: it reads a run of spaces again from each of them.
      .split("\n")
      .map((line) => line.trimEnd())
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .replace(/^\n+|\n+$/g, "")
  );
}
