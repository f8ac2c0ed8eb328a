import type { TextFormat } from "../../core/media-types.ts";
import {
  type DocumentFormat,
  type DocumentPages,
  type DocumentText,
  type ReadingLimits,
  Unreadable,
} from "./document-text.ts";
import type { Gallery } from "./gallery.ts";
import { COMPOUND_MARK, HEAD_BYTES, PDF_MARK, startsWith, ZIP_MARK } from "./is-text.ts";
import { type Archive, openArchive } from "./zip.ts";

/**
 * Reads a document by what it is, whatever it is called; `named` only tells one kind of text from
 * another. Takes the bytes over, and leaves the document's pictures in `gallery`. Throws `Unreadable`, or what a parser throws at a damaged file.
 */
export async function readBytes(
  bytes: Uint8Array,
  named: TextFormat,
  limits: ReadingLimits,
  gallery: Gallery,
): Promise<DocumentText> {
  if (bytes.length === 0) throw new Unreadable("empty");
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.subarray(0, HEAD_BYTES).includes(PDF_MARK)) {
    // A reader is loaded for its own kind only: most of a short document's time is its start.
    const { readPdf } = await import("./read-pdf.ts");
    return readPdf(bytes, limits, gallery);
  }
  const read = startsWith(buffer, COMPOUND_MARK)
    ? await readCompound(buffer, limits)
    : startsWith(buffer, ZIP_MARK)
      ? await readArchive(openArchive(bytes, limits.maxInflatedBytes), limits, gallery)
      : await readText(bytes, named, limits, gallery);
  // A sheet's first line is its name.
  const isSheets = ["xls", "xlsx", "ods"].includes(read.format);
  const hasText = read.pages.some(({ text }) => (isSheets ? text.includes("\n") : text !== ""));
  if (!hasText) throw new Unreadable("empty");
  return { kind: "text", ...read };
}

/** Reads what lies in the container of Office before 2007, by the name of its main stream. */
async function readCompound(
  buffer: Buffer,
  limits: ReadingLimits,
): Promise<{ readonly format: DocumentFormat } & DocumentPages> {
  const holds = (stream: string) => buffer.includes(Buffer.from(stream, "utf16le"));
  if (holds("EncryptedPackage")) throw new Unreadable("encrypted");
  if (holds("WordDocument") || holds("PowerPoint Document")) throw new Unreadable("outdated");
  if (!holds("Workbook") && !holds("Book")) throw new Unreadable("unsupported");
  const { readXls } = await import("./read-xls.ts");
  return { format: "xls", ...readXls(buffer, limits) };
}

async function readArchive(
  archive: Archive,
  limits: ReadingLimits,
  gallery: Gallery,
): Promise<{ readonly format: DocumentFormat } & DocumentPages> {
  const open = await openDocumentFormat(archive);
  if (open !== null) {
    const { readOpenDocument } = await import("./read-open-document.ts");
    return { format: open, ...(await readOpenDocument(archive, open, limits, gallery)) };
  }
  const { findMainPart, officeFormat } = await import("./relationships.ts");
  const main = await findMainPart(archive);
  const format = await officeFormat(archive, main);
  return { format, ...(await readOffice(archive, { format, main }, limits, gallery)) };
}

async function readOffice(
  archive: Archive,
  { format, main }: { readonly format: "docx" | "xlsx" | "pptx"; readonly main: string },
  limits: ReadingLimits,
  gallery: Gallery,
): Promise<DocumentPages> {
  switch (format) {
    case "docx": {
      const { readDocx } = await import("./read-docx.ts");
      return readDocx(archive, main, limits, gallery);
    }
    case "xlsx": {
      const { readXlsx } = await import("./read-xlsx.ts");
      return readXlsx(archive, main, limits);
    }
    case "pptx": {
      const { readPptx } = await import("./read-pptx.ts");
      return readPptx(archive, main, limits, gallery);
    }
  }
}

async function readText(
  bytes: Uint8Array,
  named: TextFormat,
  limits: ReadingLimits,
  gallery: Gallery,
) {
  const { readPlainText } = await import("./read-plain-text.ts");
  return readPlainText(bytes, named, limits, gallery);
}

const OPEN_TYPE = "application/vnd.oasis.opendocument.";
const OPEN_FORMATS = [
  ["text", "odt"],
  ["spreadsheet", "ods"],
  ["presentation", "odp"],
] as const;

/** An OpenDocument file names its type in its first part. */
async function openDocumentFormat(archive: Archive): Promise<"odt" | "ods" | "odp" | null> {
  if (!archive.has("mimetype")) return null;
  let type = "";
  for await (const chunk of archive.open("mimetype")) {
    type += new TextDecoder().decode(chunk.subarray(0, 100));
    if (type.length >= 100) break;
  }
  return OPEN_FORMATS.find(([kind]) => type.startsWith(OPEN_TYPE + kind))?.[1] ?? null;
}
