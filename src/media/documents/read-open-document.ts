import { type Blocks, createBlocks, headingMark, itemMark } from "./blocks.ts";
import { collectPages, type PageCollector } from "./collect-pages.ts";
import { type DocumentPages, type ReadingLimits, Unreadable } from "./document-text.ts";
import { attribute, type Attributes, readXml, type XmlHandler } from "./read-xml.ts";
import { createRow } from "./sheet-row.ts";
import type { Archive } from "./zip.ts";

/** Cells that one cell may stand for; a sheet's empty rest is said to repeat thousands of times. */
const MAX_REPEATS = 64;

/**
 * Reads an OpenDocument file: a text's pages as they were last laid out, a presentation's slides,
 * a spreadsheet's sheets. Throws `Unreadable`.
 */
export async function readOpenDocument(
  archive: Archive,
  format: "odt" | "ods" | "odp",
  limits: ReadingLimits,
): Promise<DocumentPages> {
  if (await isEncrypted(archive)) throw new Unreadable("encrypted");
  const pages = collectPages(limits);
  const handler = format === "ods" ? sheetsHandler(pages) : textHandler(pages);
  await readXml(archive.open("content.xml"), handler, pages.isFull);
  return pages.finish();
}

async function isEncrypted(archive: Archive): Promise<boolean> {
  const manifest = "META-INF/manifest.xml";
  if (!archive.has(manifest)) return false;
  let found = false;
  await readXml(archive.open(manifest), {
    open: (name) => {
      found ||= name === "encryption-data";
    },
  });
  return found;
}

/** Outside the body stand styles; inside it, what is not shown to a reader. */
const SKIPPED = new Set([
  "automatic-styles",
  "scripts",
  "tracked-changes",
  "annotation",
  "notes",
  "forms",
]);

function textHandler(pages: PageCollector): XmlHandler {
  const blocks = createBlocks(pages);
  let skipping = 0;
  let paragraphs = 0;
  let lists = 0;
  let heading = 0;
  let slides = 0;

  const opened: Record<string, (attributes: Attributes) => void> = {
    p: () => (paragraphs += 1),
    h: (attributes) => {
      paragraphs += 1;
      heading = Number(attribute(attributes, "outline-level") ?? 1);
    },
    list: () => (lists += 1),
    table: () => blocks.openTable(),
    // A slide begins a page of its own, be it empty or not; a page of text breaks inside one.
    page: () => {
      if (slides > 0) pages.turn();
      slides += 1;
    },
    "soft-page-break": () => blocks.breakPage(),
    ...inlineElements(blocks),
  };
  const closed: Record<string, () => void> = {
    p: () => {
      paragraphs -= 1;
      // A paragraph in another, such as a footnote's, goes on in its line.
      if (paragraphs === 0) blocks.endParagraph(lists > 0 ? itemMark(lists - 1) : "");
    },
    h: () => {
      paragraphs -= 1;
      if (paragraphs === 0) blocks.endParagraph(headingMark(heading));
    },
    list: () => (lists -= 1),
    note: () => blocks.text("]"),
    "table-cell": () => blocks.endCell(),
    "table-row": () => blocks.endRow(),
    table: () => blocks.endTable(),
  };
  return {
    open(name, attributes) {
      if (SKIPPED.has(name)) skipping += 1;
      if (skipping === 0) opened[name]?.(attributes);
    },
    text(text) {
      if (skipping === 0 && paragraphs > 0) blocks.text(text.replace(/\s+/g, " "));
    },
    close(name) {
      if (SKIPPED.has(name)) skipping -= 1;
      else if (skipping === 0) closed[name]?.();
    },
  };
}

function inlineElements(blocks: Blocks): Record<string, (attributes: Attributes) => void> {
  return {
    tab: () => blocks.text("\t"),
    "line-break": () => blocks.text("\n"),
    s: (attributes) => blocks.text(" ".repeat(repeats(attributes, "c"))),
    note: () => blocks.text(" ["),
    "note-body": () => blocks.text(": "),
  };
}

function sheetsHandler(pages: PageCollector): XmlHandler {
  const row = createRow(pages);
  let sheets = 0;
  let column = 1;
  let span = 1;
  let skipping = 0;
  let isText = false;
  let exact: string | null = null;
  let shown = "";

  const endCell = () => {
    const text = exact ?? shown;
    const times = text.trim() === "" ? 0 : Math.min(span, MAX_REPEATS);
    for (let index = 0; index < times; index += 1) row.cell(column + index, text);
    column += span;
  };
  return {
    open(name, attributes) {
      if (SKIPPED.has(name)) skipping += 1;
      if (skipping > 0) return;
      if (name === "table") {
        if (sheets > 0) pages.turn();
        sheets += 1;
        pages.line(`# ${attribute(attributes, "name") ?? ""}`);
      }
      if (name === "table-row") column = 1;
      if (name === "table-cell" || name === "covered-table-cell") {
        span = repeats(attributes, "number-columns-repeated", 16_384);
        exact = attribute(attributes, "date-value")?.replace("T00:00:00", "") ?? null;
        shown = "";
      }
      if (name === "p") {
        isText = true;
        if (shown !== "") shown += " ";
      }
      if (name === "s") shown += " ";
    },
    text(text) {
      if (isText && skipping === 0 && !pages.isFull()) shown += text;
    },
    close(name) {
      if (SKIPPED.has(name)) skipping -= 1;
      if (skipping > 0) return;
      if (name === "p") isText = false;
      if (name === "table-cell" || name === "covered-table-cell") endCell();
      if (name === "table-row") row.end();
    },
  };
}

function repeats(attributes: Attributes, name: string, most = MAX_REPEATS): number {
  const times = Number(attribute(attributes, name) ?? 1);
  return Number.isInteger(times) && times > 0 ? Math.min(times, most) : 1;
}
