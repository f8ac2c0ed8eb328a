/**
 * Returns whether an error means that memory ran out: pdf.js and others wrap it, and keep only its
 * message.
 */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && /out of memory/i.test(error.message);
}
