import type { PageCollector } from "./collect-pages.ts";

/** Puts runs of text together into paragraphs, list items and table rows, one line each. */
export interface Blocks {
  text(text: string): void;
  /** Ends a paragraph; `mark` is set before it, such as `# ` or `- `. */
  endParagraph(mark?: string): void;
  /** Goes on at the top of the next page, unless this one is still empty. */
  breakPage(): void;
  openTable(): void;
  endCell(): void;
  endRow(): void;
  endTable(): void;
}

/** A table in a cell of another is read as that cell's text. */
export function createBlocks(pages: PageCollector): Blocks {
  let run = "";
  let depth = 0;
  let cell: string[] = [];
  let row: string[] = [];

  const endParagraph = (mark = "") => {
    const text = run.trim();
    run = "";
    if (depth > 0) {
      if (text !== "") cell.push(text.replaceAll("\n", " "));
    } else {
      pages.line(text === "" ? "" : mark + text);
    }
  };

  return {
    endParagraph,
    text(text) {
      if (!pages.isFull()) run += text;
    },
    breakPage() {
      if (run.trim() !== "") endParagraph();
      // What begins a paragraph would be trimmed in the end, and must not be read at every break.
      run = "";
      // One break may be written twice: as it was asked for, and again as it was laid out.
      if (pages.hasText()) pages.turn();
    },
    openTable() {
      depth += 1;
    },
    endCell() {
      if (depth !== 1) return;
      row.push(cell.join(" "));
      cell = [];
    },
    endRow() {
      if (depth !== 1) return;
      if (row.some((text) => text !== "")) pages.line(row.join(" | "));
      row = [];
    },
    endTable() {
      depth -= 1;
      if (depth === 0) pages.line("");
    },
  };
}

/** A heading's mark, as Markdown knows it, for levels from 1. */
export function headingMark(level: number): string {
  return `${"#".repeat(Math.min(Math.max(level, 1), 6))} `;
}

/** A list item's mark, indented by its level from 0. */
export function itemMark(level: number): string {
  return `${"  ".repeat(Math.min(Math.max(level, 0), 8))}- `;
}
