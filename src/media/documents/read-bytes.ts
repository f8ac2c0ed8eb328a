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

const ENCRYPTED_PACKAGE = Buffer.from("EncryptedPackage", "utf16le");

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
  if (startsWith(buffer, COMPOUND_MARK)) {
    throw new Unreadable(buffer.includes(ENCRYPTED_PACKAGE) ? "encrypted" : "unsupported");
  }
  const read = startsWith(buffer, ZIP_MARK)
    ? await readArchive(openArchive(bytes, limits.maxInflatedBytes), limits, gallery)
    : await readText(bytes, named, limits, gallery);
  // A sheet's first line is its name.
  const isSheets = read.format === "xlsx" || read.format === "ods";
  const hasText = read.pages.some(({ text }) => (isSheets ? text.includes("\n") : text !== ""));
  if (!hasText) throw new Unreadable("empty");
  return { kind: "text", ...read };
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
