import { TextDecoder } from "node:util";

const XML_DECLARATION = /^\s{0,100}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})/i;
const META_DECLARATION = /<meta[^>]{0,200}charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})/i;

/**
 * Returns the decoder that an XML declaration or an HTML page's `meta` names; null without a known
 * one.
 */
export function declaredDecoder(sample: string): TextDecoder | null {
  const name = XML_DECLARATION.exec(sample)?.[1] ?? META_DECLARATION.exec(sample)?.[1];
  if (name === undefined) return null;
  try {
    return new TextDecoder(name);
  } catch {
    return null;
  }
}

/** Returns the encoding by the byte order mark; null for a text without one of UTF-16. */
export function markedWide(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
}
