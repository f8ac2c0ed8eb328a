import type { TextFormat } from "../../core/media-types.ts";
import { collectPages } from "./collect-pages.ts";
import { decodeText } from "./decode-text.ts";
import {
  type DocumentFormat,
  type DocumentPages,
  type ReadingLimits,
  Unreadable,
} from "./document-text.ts";
import { flatRoot } from "./flat-xml-root.ts";
import type { Gallery } from "./gallery.ts";
import { knowPagePictures } from "./html-pictures.ts";
import { isCalendar, readCalendar } from "./read-calendar.ts";
import { readHtml } from "./read-html.ts";
import { isMail, readMail } from "./read-mail.ts";

/** The size of the beginning that is examined to identify a file. */
const SAMPLE_BYTES = 4_096;
const DECLARATION = /^<\?xml[^>]*>\s*/i;
const HTML =
  /^<(?:!doctype html|html|head|body|meta|title|link|style|div|table|p|ul|ol|h[1-6]|center|font|span)\b/i;
const RICH_TEXT = "{\\rtf";
const POSTSCRIPT = "%!PS";

type ReadText = { readonly format: DocumentFormat } & DocumentPages;

/**
 * Reads text files: mail, calendars, web pages and office files of plain XML by their content,
 * anything else unchanged; `named` is the kind that the name indicates. Throws `Unreadable`.
 */
export async function readPlainText(
  bytes: Uint8Array,
  named: TextFormat,
  limits: ReadingLimits,
  gallery: Gallery,
): Promise<ReadText> {
  const { text, doubt } = await decodeText(bytes);
  if (text.startsWith(RICH_TEXT)) throw new Unreadable("outdated");
  if (text.startsWith(POSTSCRIPT)) throw new Unreadable("unsupported");
  const sample = text.slice(0, SAMPLE_BYTES);
  const root = flatRoot(sample);
  if (root !== null) {
    const { readFlatXml } = await import("./read-flat-xml.ts");
    return readFlatXml(text, root, limits);
  }
  const pages = collectPages(limits);
  // Markdown may begin with a line of HTML.
  const isHtml = named === "html" || (named !== "markdown" && startsAsHtml(sample));
  const mail = isMail(sample);
  if (mail) await readMail(bytes, pages, gallery);
  else if (isCalendar(sample)) readCalendar(text, pages);
  else if (isHtml) {
    await knowPagePictures(text, gallery);
    readHtml(text, pages, gallery, limits.isOfWeb);
  } else pages.line(text);
  // Each part of a mail declares its own encoding.
  if (doubt !== null && !mail) pages.begin([doubtNote(doubt)]);
  return { format: isHtml ? "html" : named, ...pages.finish() };
}

/**
 * Returns a note with the doubt, so that the model mentions it instead of interpreting wrong
 * letters.
 */
function doubtNote(label: string): string {
  return `[This file does not say how its letters are encoded; they were read as ${label}. If they look wrong, it should be saved as UTF-8 and sent again.]`;
}

function startsAsHtml(sample: string): boolean {
  let rest = sample.trimStart().replace(DECLARATION, "");
  while (rest.startsWith("<!--")) {
    // `<!-->` is a complete comment.
    const end = rest.indexOf("-->", 2);
    if (end < 0) return false;
    rest = rest.slice(end + 3).trimStart();
  }
  return HTML.test(rest);
}
