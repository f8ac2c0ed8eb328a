import type { DocumentPage, DocumentPages, ReadingLimits } from "./document-text.ts";

export interface PageCollector {
  /** Writes one line, which may contain line breaks, to the current page. */
  line(text: string): void;
  /** Opens the next page. */
  turn(): void;
  /** Returns true once nothing more is kept: time to stop reading. */
  isFull(): boolean;
  /** Returns whether the current page has text already. */
  hasText(): boolean;
  /** Puts lines before the first page, as far as there is room. */
  begin(lines: readonly string[]): void;
  /** `pageCount` is given if the document itself states its number of pages. */
  finish(pageCount?: number): DocumentPages;
}

/** Collects a document's cleaned lines page by page, within the limits. */
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
  /** Returns the lines since the last call that are not empty. */
  take(): string[];
}

/** Collects lines that belong to no page, such as those of notes. */
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
      // No pattern that ends in $: it would scan a run of spaces again from each of them.
      .split("\n")
      .map((line) => line.trimEnd())
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .replace(/^\n+|\n+$/g, "")
  );
}
