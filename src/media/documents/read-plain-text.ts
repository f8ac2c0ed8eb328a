import { TextDecoder } from "node:util";
import { collectPages } from "./collect-pages.ts";
import {
  type DocumentPages,
  type ReadingLimits,
  type TextFormat,
  Unreadable,
} from "./document-text.ts";
import { readHtml } from "./read-html.ts";

/** How much of a file is looked at to tell what it is. */
const SAMPLE_BYTES = 4_096;
/** Control characters that no text has, in Latin-1 as in UTF-8. */
// oxlint-disable-next-line no-control-regex
const BINARY = /[\x00-\x08\x0e-\x1a\x1c-\x1f]/;
const DECLARATION = /^<\?xml[^>]*>\s*/i;
const HTML = /^<(?:!doctype html|html|head|body)\b/i;
const NOT_PROSE = /^(?:\{\\rtf|%!PS)/;

/** Reads what is text: `named` says which kind its name promises. Throws `Unreadable`. */
export function readPlainText(
  bytes: Uint8Array,
  named: TextFormat,
  limits: ReadingLimits,
): { readonly format: TextFormat } & DocumentPages {
  const text = decodeText(bytes);
  if (NOT_PROSE.test(text)) throw new Unreadable("unsupported");
  const pages = collectPages(limits);
  const isHtml = named === "html" || startsAsHtml(text.slice(0, SAMPLE_BYTES));
  if (isHtml) readHtml(text, pages);
  else pages.line(text);
  return { format: isHtml ? "html" : named, ...pages.finish() };
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

/**
 * UTF-16 by its byte order mark or its zero bytes, UTF-8 when it is valid, otherwise what an HTML
 * page declares, otherwise Windows-1252, which holds Latin-1. Throws `Unreadable` for what is no text.
 */
function decodeText(bytes: Uint8Array): string {
  const wide = wideEncoding(bytes);
  if (wide !== null) return new TextDecoder(wide).decode(bytes);
  const sample = new TextDecoder("latin1").decode(bytes.subarray(0, SAMPLE_BYTES));
  if (BINARY.test(sample)) throw new Unreadable("unsupported");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return decoderFor(declaredCharset(sample)).decode(bytes);
  }
}

function wideEncoding(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const sample = bytes.subarray(0, SAMPLE_BYTES & ~1);
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  const many = sample.length / 4;
  if (many < 1) return null;
  if (odd > many && even === 0) return "utf-16le";
  return even > many && odd === 0 ? "utf-16be" : null;
}

function declaredCharset(sample: string): string {
  return /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})/i.exec(sample)?.[1] ?? "windows-1252";
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder("windows-1252");
  }
}
