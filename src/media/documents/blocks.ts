import type { PageCollector } from "./collect-pages.ts";
import { joinRuns, type Run, type Script } from "./scripts.ts";
import { createTable, type Spans, type Table } from "./table.ts";

/** Joins runs of text into paragraphs, list items and table rows, one line each. */
export interface Blocks {
  text(text: string, script?: Script | null): void;
  /** Ends a paragraph; `mark` is put before it, such as `# ` or `- `. */
  endParagraph(mark?: string): void;
  /** Ends a paragraph that has text already, such as one around a text box. */
  interrupt(mark: () => string): void;
  /** Continues at the top of the next page, unless this one is still empty. */
  breakPage(): void;
  openTable(): void;
  endCell(spans?: Spans): void;
  /** Leaves `count` columns of the row empty. */
  skipCells(count: number): void;
  endRow(): void;
  endTable(): void;
}

/**
 * Creates blocks. A table in a cell of another keeps its rows; the cells around it become
 * paragraphs.
 */
export function createBlocks(
  pages: Pick<PageCollector, "line" | "turn" | "isFull" | "hasText">,
): Blocks {
  /** Text before the first raised or lowered run; most paragraphs have nothing else. */
  let plain = "";
  let runs: Run[] = [];
  const tables: Table[] = [];

  const takeText = () => {
    const text = runs.length === 0 ? plain : joinRuns([{ text: plain, script: null }, ...runs]);
    if (runs.length > 0) runs = [];
    plain = "";
    return text.trim();
  };
  const endParagraph = (mark = "") => {
    const text = takeText();
    const table = tables.at(-1);
    if (table === undefined) pages.line(text === "" ? "" : mark + text);
    else if (text !== "") table.line((mark.startsWith("#") ? "" : mark) + text);
  };

  return {
    endParagraph,
    text(text, script = null) {
      if (pages.isFull()) return;
      if (script === null && runs.length === 0) plain += text;
      else runs.push({ text, script });
    },
    interrupt(mark) {
      const text = takeText();
      if (text === "") return;
      plain = text;
      endParagraph(mark());
    },
    breakPage() {
      const text = takeText();
      if (text !== "") {
        plain = text;
        endParagraph();
      }
      // One break may be written twice: as a request, and again as the resulting layout.
      if (pages.hasText()) pages.turn();
    },
    openTable: () => tables.push(createTable()),
    endCell: (spans) => tables.at(-1)?.endCell(spans),
    skipCells: (count) => tables.at(-1)?.skipCells(count),
    endRow() {
      const lines = tables.at(-1)?.endRow() ?? [];
      const outer = tables.at(-2);
      if (outer !== undefined) outer.rows(lines);
      else for (const line of lines) pages.line(line);
    },
    endTable() {
      tables.pop();
      if (tables.length === 0) pages.line("");
    },
  };
}

/** Returns a heading's mark in Markdown, for levels from 1. */
export function headingMark(level: number): string {
  return `${"#".repeat(Math.min(Math.max(level, 1), 6))} `;
}

/**
 * Returns a list item's mark, indented by its level from 0: a bullet, or the number that is shown.
 */
export function itemMark(level: number, label = "-"): string {
  return `${"  ".repeat(Math.min(Math.max(level, 0), 8))}${label} `;
}
