import { createBlocks, itemMark } from "./blocks.ts";
import { collectPages, type PageCollector } from "./collect-pages.ts";
import type { DocumentPages, ReadingLimits } from "./document-text.ts";
import { attribute, readXml, type XmlHandler } from "./read-xml.ts";
import { relationshipId, relationshipsOf } from "./relationships.ts";
import type { Archive } from "./zip.ts";

/** Reads a presentation in the order in which it is shown: one slide, one page. */
export async function readPptx(
  archive: Archive,
  main: string,
  limits: ReadingLimits,
): Promise<DocumentPages> {
  const slides = await listSlides(archive, main);
  const pages = collectPages(limits);
  for (const [index, slide] of slides.entries()) {
    if (index > 0) pages.turn();
    if (pages.isFull()) break;
    await readXml(archive.open(slide), slideHandler(pages), pages.isFull);
  }
  return pages.finish(slides.length);
}

async function listSlides(archive: Archive, main: string): Promise<string[]> {
  const targets = await relationshipsOf(archive, main);
  const slides: string[] = [];
  await readXml(archive.open(main), {
    open(name, attributes) {
      if (name !== "sldId") return;
      const slide = targets.get(relationshipId(attributes));
      if (slide !== undefined) slides.push(slide);
    },
  });
  return slides;
}

function slideHandler(pages: PageCollector): XmlHandler {
  const blocks = createBlocks(pages);
  let isText = false;
  let isTitle = false;
  let level = 0;

  return {
    open(name, attributes) {
      if (name === "sp") isTitle = false;
      if (name === "ph") isTitle = /title$/i.test(attribute(attributes, "type") ?? "");
      if (name === "p") level = 0;
      if (name === "pPr") level = Number(attribute(attributes, "lvl") ?? 0);
      if (name === "t") isText = true;
      if (name === "br") blocks.text("\n");
      if (name === "tbl") blocks.openTable();
    },
    text(text) {
      if (isText) blocks.text(text);
    },
    close(name) {
      if (name === "t") isText = false;
      if (name === "p") blocks.endParagraph(isTitle ? "# " : level > 0 ? itemMark(level - 1) : "");
      if (name === "tc") blocks.endCell();
      if (name === "tr") blocks.endRow();
      if (name === "tbl") blocks.endTable();
    },
  };
}
