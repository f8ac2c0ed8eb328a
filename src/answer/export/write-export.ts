import { Zip, ZipDeflate, ZipPassThrough } from "fflate";
import type { Language } from "../../core/language.ts";
import { yieldToOthers } from "../../core/yield-to-others.ts";
import type { ExportStore } from "../../store/export.ts";
import { documentHead, documentTail, PACKAGE_PARTS, paragraphs } from "./document-parts.ts";
import { DOCX, type ExportFormat } from "./export-format.ts";
import { filesThatFit, readFiles } from "./export-files.ts";
import { exportAsJson } from "./export-json.ts";
import { exportAsText } from "./export-text.ts";

interface ExportOptions {
  readonly store: ExportStore;
  readonly userId: number;
  readonly format: ExportFormat;
  readonly language: Language;
  /** Of all files together, in bytes; the oldest are left out. */
  readonly maxFilesSize: number;
  /** The IANA name of the zone in which times are written for people. */
  readonly timezone: string;
  /** Takes the export, piece by piece. */
  write(chunk: Uint8Array): void;
}

const encoder = new TextEncoder();

/**
 * Writes all that is stored of a user: readable text, the same as data.json, and the files. Returns
 * how many files were left out. Other work goes on between the pieces.
 */
export async function writeExport({
  store,
  userId,
  format,
  maxFilesSize,
  write,
  ...reading
}: ExportOptions): Promise<{ readonly leftOut: number }> {
  const kept = await store.exportedFiles(userId);
  const files = filesThatFit(kept, maxFilesSize);
  const leftOut = kept.length - files.length;
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    write(chunk);
  });

  async function add(name: string, pieces: AsyncIterable<string> | Iterable<string>) {
    const entry = new ZipDeflate(name, { level: 6 });
    zip.add(entry);
    for await (const piece of pieces) {
      entry.push(encoder.encode(piece));
      await yieldToOthers();
    }
    entry.push(new Uint8Array(), true);
  }

  const isDocument = format === DOCX;
  const text = exportAsText(store.exportUser(userId), { ...reading, isDocument, leftOut });
  if (isDocument) {
    // A reader of documents, and who checks their type, looks for these first.
    for (const [name, part] of PACKAGE_PARTS) await add(name, [part]);
    await add("word/document.xml", asDocument(text));
  } else {
    await add("data.txt", asLines(text));
  }
  await add("data.json", exportAsJson(store.exportUser(userId)));
  for await (const { name, bytes } of readFiles(userId, files, store)) {
    // They are compressed as they are.
    const entry = new ZipPassThrough(name);
    zip.add(entry);
    entry.push(bytes, true);
    await yieldToOthers();
  }
  zip.end();
  return { leftOut };
}

async function* asLines(text: AsyncIterable<readonly string[]>): AsyncGenerator<string> {
  for await (const lines of text) yield `${lines.join("\n")}\n`;
}

async function* asDocument(text: AsyncIterable<readonly string[]>): AsyncGenerator<string> {
  yield documentHead;
  for await (const lines of text) yield paragraphs(lines);
  yield documentTail;
}
