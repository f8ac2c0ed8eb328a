import { type Blocks, createBlocks, headingMark, itemMark } from "./blocks.ts";
import { collectPages } from "./collect-pages.ts";
import type { DocumentPages, ReadingLimits } from "./document-text.ts";
import { attribute, type Attributes, readXml, type XmlHandler } from "./read-xml.ts";
import type { Archive } from "./zip.ts";

/** Reads a Word document: headings, lists, tables, footnotes; pages as Word last laid them out. */
export async function readDocx(
  archive: Archive,
  main: string,
  limits: ReadingLimits,
): Promise<DocumentPages> {
  const folder = main.slice(0, main.lastIndexOf("/") + 1);
  const styles = await readHeadingStyles(archive, `${folder}styles.xml`);
  const pages = collectPages(limits);
  const parts = [main, `${folder}footnotes.xml`, `${folder}endnotes.xml`];
  for (const part of parts.filter((name) => name === main || archive.has(name))) {
    const handler = bodyHandler(createBlocks(pages), styles);
    await readXml(archive.open(part), handler, pages.isFull);
  }
  return pages.finish();
}

/** Style identifiers are translated with Word itself; the names behind `heading 1` are not. */
async function readHeadingStyles(
  archive: Archive,
  part: string,
): Promise<ReadonlyMap<string, number>> {
  const levels = new Map<string, number>();
  if (!archive.has(part)) return levels;
  let style = "";
  await readXml(archive.open(part), {
    open(name, attributes) {
      if (name === "style") style = attribute(attributes, "styleId") ?? "";
      if (name === "name") {
        const title = attribute(attributes, "val")?.toLowerCase() ?? "";
        const level = title === "title" ? "1" : /^heading (\d)$/.exec(title)?.[1];
        if (level !== undefined) levels.set(style, Number(level));
      }
      if (name === "outlineLvl" && !levels.has(style)) levels.set(style, outlineLevel(attributes));
    },
  });
  return levels;
}

/** 9 stands for body text. */
function outlineLevel(attributes: Attributes): number {
  const level = Number(attribute(attributes, "val") ?? 9) + 1;
  return level > 9 ? 0 : level;
}

function bodyHandler(blocks: Blocks, styles: ReadonlyMap<string, number>): XmlHandler {
  let isText = false;
  let skipping = 0;
  let heading = 0;
  let item: number | null = null;

  const elements: Record<string, (attributes: Attributes) => void> = {
    t: () => {
      isText = true;
    },
    p: () => {
      [heading, item] = [0, null];
    },
    pStyle: (attributes) => {
      heading = styles.get(attribute(attributes, "val") ?? "") ?? 0;
    },
    outlineLvl: (attributes) => {
      heading = outlineLevel(attributes);
    },
    numPr: () => {
      item = 0;
    },
    ilvl: (attributes) => {
      item = Number(attribute(attributes, "val") ?? 0);
    },
    tab: () => blocks.text("\t"),
    noBreakHyphen: () => blocks.text("-"),
    cr: () => blocks.text("\n"),
    br: (attributes) =>
      attribute(attributes, "type") === "page" ? blocks.breakPage() : blocks.text("\n"),
    lastRenderedPageBreak: () => blocks.breakPage(),
    tbl: () => blocks.openTable(),
  };

  return {
    open(name, attributes) {
      if (SKIPPED.has(name)) skipping += 1;
      if (skipping === 0) elements[name]?.(attributes);
    },
    text(text) {
      if (isText && skipping === 0) blocks.text(text);
    },
    close(name) {
      if (SKIPPED.has(name)) skipping -= 1;
      if (skipping > 0) return;
      if (name === "t") isText = false;
      if (name === "p") blocks.endParagraph(markOf(heading, item));
      if (name === "tc") blocks.endCell();
      if (name === "tr") blocks.endRow();
      if (name === "tbl") blocks.endTable();
    },
  };
}

/** `Fallback` repeats, for older programs, what stands beside it; `tabs` are stops, not tabs. */
const SKIPPED = new Set(["Fallback", "tabs", "pPrChange", "rPrChange", "moveFrom"]);

function markOf(heading: number, item: number | null): string {
  if (heading > 0) return headingMark(heading);
  return item === null ? "" : itemMark(item);
}
