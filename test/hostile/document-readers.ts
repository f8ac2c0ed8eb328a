import { parseAnswer } from "../../src/media/documents/child-answer.ts";
import type { TextFormat } from "../../src/core/media-types.ts";
import { choosePassages } from "../../src/media/documents/passages.ts";
import { createGallery } from "../../src/media/documents/gallery.ts";
import { readBytes } from "../../src/media/documents/read-bytes.ts";
import { formatPages, parsePages } from "../../src/media/documents/stored-pages.ts";
import { docx, openDocument, paragraph, xlsx } from "../media/documents/make-office.ts";
import { rounds } from "../depth.ts";
import type { Reader } from "./measure.ts";

/** The length of a document's text that is stored. */
const STORED = 2_000_000;
/** Twilio carries 16 MB; a plain run, which is to be quick, tries less. */
const FILE = rounds(300_000, 16_000_000);
const PART = rounds(100_000, 8_000_000);
const MAX_MS = 250;
/** The limit of the processor's time for a text, less what the child's start takes. */
const MAX_TEXT_MS = 2_500;
const MAX_OFFICE_MS = 5_000;

const LIMITS = {
  maxPages: 200,
  maxTextLength: STORED,
  maxInflatedBytes: 128 * 2 ** 20,
  lastPageAtMs: Infinity,
};
/** The worst case for ranking: each word is the beginning of another. */
const QUESTION = Array.from({ length: 600 }, (_, word) => `aaaa${word.toString(36)}`).join(" ");

const onePage = (text: string) => ({ pages: [{ page: 1, text }], pageCount: 1, isCut: false });
const PICTURES = { maxShown: 8, maxBytes: 3_000_000 };
const isRefused = () => null;

const child = (
  name: string,
  maxLength: number,
  maxMs: number,
  prepare: (text: string) => Uint8Array,
  named: TextFormat = "txt",
): Reader<Uint8Array> => ({
  name,
  maxLength,
  maxMs,
  prepare,
  // The bytes are taken over, and each is read more than once.
  read: (bytes) =>
    readBytes(bytes.slice(), named, LIMITS, createGallery(PICTURES)).catch(isRefused),
});

/** The readers in the bot's own process, which run after the child. */
export const STORED_READERS: readonly Reader[] = [
  {
    name: "passages, by a question of 600 words",
    maxLength: STORED,
    maxMs: MAX_MS,
    prepare: (text) => formatPages(onePage(text)),
    read: (stored) => choosePassages(parsePages(stored), QUESTION, 4_500),
  },
  {
    name: "passages, by a hostile question",
    maxLength: 64 * 1024,
    maxMs: MAX_MS,
    prepare: (text) => text,
    read: (question) =>
      choosePassages(onePage("aaaa aaaab 漢字 page 1 ".repeat(5_000)), question, 4_500),
  },
  {
    name: "stored-pages",
    maxLength: STORED,
    maxMs: MAX_MS,
    prepare: (text) => text,
    read: (text) => parsePages(formatPages(onePage(text))),
  },
  {
    name: "the child's answer",
    maxLength: STORED,
    maxMs: MAX_MS,
    prepare: (text) => JSON.stringify({ kind: "text", format: "txt", ...onePage(text) }),
    read: parseAnswer,
  },
];

/** The readers in the child. */
export const CHILD_READERS: readonly Reader<Uint8Array>[] = [
  ...(["txt", "markdown", "csv", "json", "html"] as const).map((format) =>
    child(`child, ${format}`, FILE, MAX_TEXT_MS, (text) => Buffer.from(text), format),
  ),
  child("child, a page of HTML", FILE, MAX_TEXT_MS, (text) => Buffer.from(`<html>${text}`)),
  child("child, UTF-16", FILE / 2, MAX_TEXT_MS, (text) => Buffer.from(`\ufeff${text}`, "utf16le")),
  child("child, docx", PART, MAX_OFFICE_MS, (text) => docx(text)),
  child("child, docx, of one paragraph", PART, MAX_OFFICE_MS, (text) =>
    docx(paragraph(escape(text))),
  ),
  child("child, docx, of tabs and breaks", PART, MAX_OFFICE_MS, (text) =>
    docx(`<w:p>${"<w:tab/><w:lastRenderedPageBreak/>".repeat(text.length / 34)}</w:p>`),
  ),
  child("child, xlsx", PART, MAX_OFFICE_MS, (text) => xlsx({ A: text })),
  child("child, xlsx, of one cell", PART, MAX_OFFICE_MS, (text) =>
    xlsx({ A: `<row><c t="str"><v>${escape(text)}</v></c></row>` }),
  ),
  child("child, odt", PART, MAX_OFFICE_MS, (text) => openDocument("text", text)),
  child("child, ods, of one cell", PART, MAX_OFFICE_MS, (text) =>
    openDocument(
      "spreadsheet",
      `<table:table><table:table-row><table:table-cell><text:p>${escape(text)}</text:p></table:table-cell></table:table-row></table:table>`,
    ),
  ),
];

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
