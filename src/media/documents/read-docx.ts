import { createBlocks } from "./blocks.ts";
import { collectLines, collectPages } from "./collect-pages.ts";
import type { DocumentPages, ReadingLimits } from "./document-text.ts";
import { type DocxContext, docxHandler } from "./docx-body.ts";
import { createNotes } from "./docx-notes.ts";
import { readNumbering } from "./docx-numbering.ts";
import { createSections } from "./docx-sections.ts";
import { readStyles } from "./docx-styles.ts";
import type { Gallery } from "./gallery.ts";
import { readDrawings } from "./office-drawings.ts";
import { knowPictures } from "./office-pictures.ts";
import { readXml } from "./read-xml.ts";
import { readPlainText } from "./read-plain-text.ts";
import { type Relationships, relationshipsOf } from "./relationships.ts";
import type { ShownSize } from "./shown-size.ts";
import { type Archive, readPart } from "./zip.ts";

const MAX_INSERTED = 20;
const MAX_INSERTED_BYTES = 4 * 1024 * 1024;
const NOT_READ = "[a part that was not read]";
/** A page number at the time of saving, which is not useful. */
const PAGE_NUMBER = /^\d{1,4}$/;

/**
 * Reads a Word document as its pages show it: headings, numbered clauses, tables, notes and
 * comments, headers and footers once; pages as Word last laid them out.
 */
export async function readDocx(
  archive: Archive,
  main: string,
  limits: ReadingLimits,
  gallery: Gallery,
): Promise<DocumentPages> {
  const folder = main.slice(0, main.lastIndexOf("/") + 1);
  const related = await relationshipsOf(archive, main);
  const part = (type: string) => related.part(type, `${folder}${type}.xml`);
  const base: DocxContext = {
    styleOf: await readStyles(archive, part("styles")),
    numbering: await readNumbering(archive, part("numbering")),
    addressOf: addressesIn(related),
    refer: () => "",
  };
  const readLines = async (name: string, context = base): Promise<string[]> => {
    const lines = collectLines(limits);
    const own = { ...context, addressOf: addressesIn(await relationshipsOf(archive, name)) };
    await readXml(archive.open(name), docxHandler(createBlocks(lines), own), lines.isFull);
    return lines.take().filter((line) => !PAGE_NUMBER.test(line));
  };

  const inserted = await readInserted(archive, related, limits, gallery);
  const drawings = await readDrawings(archive, related);
  await knowPictures(gallery, archive, related);
  const pages = collectPages(limits);
  const notes = await createNotes(archive, part, base, limits);
  const sections = createSections(related, part("settings"), archive);
  const context = {
    ...base,
    refer: notes.refer,
    inserted: (id: string) => inserted.get(id) ?? drawings.get(id) ?? [],
    section: sections.see,
    picture: (id: string, ...shown: [string, ShownSize | null]) =>
      gallery.mark(related.byId(id)?.target ?? null, ...shown),
    endPage: () => notes.takeFootnotes().forEach(pages.line),
  };
  await readXml(archive.open(main), docxHandler(createBlocks(pages), context), pages.isFull);
  for (const line of [...notes.takeFootnotes(), ...notes.takeRest()]) pages.line(line);
  const { headers, footers } = await sections.list(pages.isFull());
  for (const name of footers) {
    for (const line of await readLines(name)) pages.line(`[footer: ${line}]`);
  }
  const above = await Promise.all(headers.map((name) => readLines(name)));
  pages.begin(above.flat().map((line) => `[header: ${line}]`));
  return pages.finish();
}

/** Reads the pages and texts that a program embedded unchanged, for Word to convert. */
async function readInserted(
  archive: Archive,
  { all }: Relationships,
  limits: ReadingLimits,
  gallery: Gallery,
): Promise<Map<string, readonly string[]>> {
  const lines = new Map<string, readonly string[]>();
  const parts = all.filter(({ type, target }) => type === "aFChunk" && archive.has(target));
  for (const { id, target } of parts.slice(0, MAX_INSERTED)) {
    const bytes = await readPart(archive, target, MAX_INSERTED_BYTES);
    const text = await readPlainText(bytes, "txt", limits, gallery).catch(() => null);
    lines.set(id, text?.pages.flatMap((page) => page.text.split("\n")) ?? [NOT_READ]);
  }
  return lines;
}

function addressesIn(related: Awaited<ReturnType<typeof relationshipsOf>>) {
  return (id: string) => {
    const found = related.byId(id);
    return found?.isExternal === true ? found.target : null;
  };
}
