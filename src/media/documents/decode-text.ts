import { TextDecoder } from "node:util";
import { declaredDecoder, markedWide } from "./declared-encoding.ts";
import { Unreadable } from "./document-text.ts";

/** The size of the beginning that is examined to identify a file. */
const SAMPLE_BYTES = 4_096;
/** Control characters that no text has, in Latin-1 as in UTF-8. */
// oxlint-disable-next-line no-control-regex
const BINARY = /[\x00-\x08\x0e-\x1a\x1c-\x1f]/;
/**
 * In UTF-8 of at least this many valid characters, a damaged one does not make it another encoding.
 */
const VALID_PER_DAMAGED = 3;
/** The start of seven-bit Japanese. */
const SHIFT = "\u001b$";
const MIN_ZEROS = 4;
/** Programs of DOS, and banks, end a text file with it. */
const DOS_END = 0x1a;
const NO_TEXT = /[[\p{Cc}--[\t\n\r\f]]\p{Cn}\p{Co}\ufffd]/v;

export interface DecodedText {
  readonly text: string;
  /** The assumed encoding if the file declares none and the assumption may be wrong. */
  readonly doubt: string | null;
}

/**
 * Decodes a text file: UTF-16 by its byte order mark or zero bytes, UTF-8 if it is valid except for
 * a damaged character, then the encoding that an XML or HTML file declares, then the one that its
 * letters suggest. Throws `Unreadable` if it is not text.
 */
export async function decodeText(file: Uint8Array): Promise<DecodedText> {
  const bytes = file.at(-1) === DOS_END ? file.subarray(0, -1) : file;
  const sure = (text: string): DecodedText => ({ text, doubt: null });
  const wide = markedWide(bytes) ?? wideByZeros(bytes.subarray(0, SAMPLE_BYTES & ~1));
  if (wide !== null) return sure(new TextDecoder(wide).decode(bytes));
  const sample = new TextDecoder("latin1").decode(bytes.subarray(0, SAMPLE_BYTES));
  if (BINARY.test(sample)) throw new Unreadable("unsupported");
  const declared = declaredDecoder(sample);
  const isShifted = declared?.encoding === "iso-2022-jp" || sample.includes(SHIFT);
  if (!isShifted) {
    const text = asUtf8(bytes);
    if (text !== null) return sure(text);
  }
  if (declared !== null) return sure(declared.decode(bytes));
  // As large as all other text readers together.
  const { findEncoding } = await import("./find-encoding.ts");
  const { label, isDoubtful } = findEncoding(bytes);
  const text = new TextDecoder(label).decode(bytes);
  return { text, doubt: isDoubtful ? label : null };
}

/** Returns null if it is not UTF-8; one of its characters may be damaged, and is then marked. */
function asUtf8(bytes: Uint8Array): string | null {
  const text = new TextDecoder("utf-8").decode(bytes);
  // oxlint-disable-next-line no-control-regex
  const beyond = text.match(/[^\x00-\x7f]/gu) ?? [];
  const damaged = beyond.filter((character) => character === "\ufffd").length;
  const isWhole = damaged === 0 || isValid(bytes);
  return isWhole || beyond.length - damaged >= damaged * VALID_PER_DAMAGED ? text : null;
}

function isValid(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * Detects UTF-16 by zero bytes: spaces, digits and line ends of any script have one, always on the
 * same side.
 */
function wideByZeros(sample: Uint8Array): "utf-16le" | "utf-16be" | null {
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  const many = Math.max(MIN_ZEROS, sample.length / 20);
  if (Math.min(even, odd) > 0 || Math.max(even, odd) < many) return null;
  const wide = odd > 0 ? "utf-16le" : "utf-16be";
  return NO_TEXT.test(new TextDecoder(wide).decode(sample)) ? null : wide;
}
