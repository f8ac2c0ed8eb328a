import { collectPages } from "./collect-pages.ts";
import { decodeText } from "./decode-text.ts";
import {
  type DocumentPages,
  type ReadingLimits,
  type TextFormat,
  Unreadable,
} from "./document-text.ts";
import { readHtml } from "./read-html.ts";

/** How much of a file is looked at to tell what it is. */
const SAMPLE_BYTES = 4_096;
const DECLARATION = /^<\?xml[^>]*>\s*/i;
const HTML =
  /^<(?:!doctype html|html|head|body|meta|title|link|style|div|table|p|ul|ol|h[1-6]|center|font|span)\b/i;
const NOT_PROSE = /^(?:\{\\rtf|%!PS)/;

/** Reads what is text: `named` says which kind its name promises. Throws `Unreadable`. */
export function readPlainText(
  bytes: Uint8Array,
  named: TextFormat,
  limits: ReadingLimits,
): { readonly format: TextFormat } & DocumentPages {
  const { text, doubt } = decodeText(bytes);
  if (NOT_PROSE.test(text)) throw new Unreadable("unsupported");
  const pages = collectPages(limits);
  const isHtml = named === "html" || startsAsHtml(text.slice(0, SAMPLE_BYTES));
  if (isHtml) readHtml(text, pages);
  else pages.line(text);
  if (doubt !== null) pages.begin([doubtNote(doubt)]);
  return { format: isHtml ? "html" : named, ...pages.finish() };
}

/** The model is to pass it on rather than to make sense of wrong letters. */
function doubtNote(label: string): string {
  return `[This file does not say how its letters are encoded; they were read as ${label}. If they look wrong, it should be saved as UTF-8 and sent again.]`;
}

function startsAsHtml(sample: string): boolean {
  let rest = sample.trimStart().replace(DECLARATION, "");
  while (rest.startsWith("<!--")) {
    // `<!-->` is a whole comment.
    const end = rest.indexOf("-->", 2);
    if (end < 0) return false;
    rest = rest.slice(end + 3).trimStart();
  }
  return HTML.test(rest);
}
