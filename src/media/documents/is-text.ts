/** A PDF may have this many bytes before its mark; readers have always accepted that. */
export const HEAD_BYTES = 1_024;
export const PDF_MARK = "%PDF-";
export const ZIP_MARK = Buffer.from("PK\x03\x04", "latin1");
/** The container of Office before 2007, and of every encrypted Office file since. */
export const COMPOUND_MARK = Buffer.from("d0cf11e0a1b11ae1", "hex");

/** Returns whether a file is read as text, by its first `HEAD_BYTES`. */
export function isText(head: Uint8Array): boolean {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, HEAD_BYTES));
  const hasMark = [ZIP_MARK, COMPOUND_MARK].some((mark) => startsWith(start, mark));
  return !hasMark && !start.includes(PDF_MARK);
}

export function startsWith(bytes: Buffer, mark: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark);
}
