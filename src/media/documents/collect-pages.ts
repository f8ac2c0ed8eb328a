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
  /** Sets lines before the first page, as far as there is room for them. */
  begin(lines: readonly string[]): void;
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
    begin(above) {
      const text = above.join("\n").slice(0, Math.max(left, 0));
      if (text === "") return;
      left -= text.length + 1;
      const [first] = pages;
      if (first === undefined) lines.unshift(text, "");
      else pages[0] = { ...first, text: tidy([text, "", first.text]) };
    },
    finish(pageCount) {
      close();
      return { pages, pageCount: Math.max(pageCount ?? 0, pages.length), isCut };
    },
  };
}

export interface LineCollector extends Pick<PageCollector, "line" | "turn" | "isFull" | "hasText"> {
  /** The lines since the last time that say something. */
  take(): string[];
}

/** Collects lines that belong to no page of their own, such as those of notes. */
export function collectLines({
  maxTextLength,
}: Pick<ReadingLimits, "maxTextLength">): LineCollector {
  let lines: string[] = [];
  let left = maxTextLength;
  return {
    isFull: () => left <= 0,
    hasText: () => false,
    turn: () => {},
    line(text) {
      const kept = text.slice(0, Math.max(left, 0)).trim();
      left -= kept.length + 1;
      if (kept !== "") lines.push(kept);
    },
    take() {
      const taken = lines;
      lines = [];
      return taken;
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
