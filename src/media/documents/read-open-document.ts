import { createBlocks } from "./blocks.ts";
import { collectLines, collectPages } from "./collect-pages.ts";
import { type DocumentPages, type ReadingLimits, Unreadable } from "./document-text.ts";
import type { Gallery } from "./gallery.ts";
import { createOpenStyles, type OpenStyles } from "./list-styles.ts";
import { openSheetsHandler } from "./open-sheets.ts";
import { type OpenTextContext, openTextHandler } from "./open-text.ts";
import { readXml, type XmlHandler } from "./read-xml.ts";
import { type Archive, readPart } from "./zip.ts";

export type OpenFormat = "odt" | "ods" | "odp";

/** Where the pictures of a document lie, as the archive's directory names it. */
const PICTURES = "pictures/";

/**
 * Reads an OpenDocument file: a text's pages as they were last laid out, a presentation's slides,
 * a spreadsheet's sheets. Throws `Unreadable`.
 */
export async function readOpenDocument(
  archive: Archive,
  format: OpenFormat,
  limits: ReadingLimits,
  gallery: Gallery,
): Promise<DocumentPages> {
  if (await isEncrypted(archive)) throw new Unreadable("encrypted");
  const styles = createOpenStyles();
  const margins = createMargins(styles, limits);
  if (format !== "ods" && archive.has("styles.xml")) {
    await readXml(archive.open("styles.xml"), margins.handler);
  }
  const pages = collectPages(limits);
  for (const name of archive.names()) {
    if (!name.startsWith(PICTURES)) continue;
    await gallery.know(name, (maxBytes) => readPart(archive, name, maxBytes));
  }
  const handler = openHandler(pages, format, { styles, gallery });
  await readXml(archive.open("content.xml"), handler, pages.isFull);
  if (format === "odt") {
    for (const line of margins.footers()) pages.line(line);
    pages.begin(margins.headers());
  }
  return pages.finish();
}

/** Reads an OpenDocument file that is one part of XML and no archive. */
export async function readFlatDocument(
  chunks: AsyncIterable<Uint8Array>,
  format: OpenFormat,
  limits: ReadingLimits,
): Promise<DocumentPages> {
  const pages = collectPages(limits);
  const context = { styles: createOpenStyles(), gallery: null };
  await readXml(chunks, openHandler(pages, format, context), pages.isFull);
  return pages.finish();
}

function openHandler(
  pages: ReturnType<typeof collectPages>,
  format: OpenFormat,
  context: Omit<OpenTextContext, "turnPage">,
): XmlHandler {
  if (format === "ods") return openSheetsHandler(pages);
  return openTextHandler(createBlocks(pages), { ...context, turnPage: pages.turn });
}

const MARGINS = ["header", "footer"] as const;

/** Reads the headers and footers that stand among a text's styles, and the styles themselves. */
function createMargins(styles: OpenStyles, limits: ReadingLimits) {
  const found = { header: new Set<string>(), footer: new Set<string>() };
  const lines = collectLines(limits);
  const text = openTextHandler(createBlocks(lines), {
    styles,
    gallery: null,
    turnPage: () => {},
  });
  let margin: (typeof MARGINS)[number] | null = null;
  const handler: XmlHandler = {
    open(name, attributes) {
      const opens = MARGINS.find((each) => each === name);
      if (opens !== undefined) margin = opens;
      else if (margin === null) styles.see(name, attributes);
      else text.open?.(name, attributes);
    },
    text(piece) {
      if (margin !== null) text.text?.(piece);
    },
    close(name) {
      if (margin === null) return;
      if (name === margin) {
        for (const line of lines.take()) found[margin].add(`[${margin}: ${line}]`);
        margin = null;
      } else {
        text.close?.(name);
      }
    },
  };
  return { handler, headers: () => [...found.header], footers: () => [...found.footer] };
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
