/** Whether an error says that memory ran out: pdf.js and others wrap it, only its message stays. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && /out of memory/i.test(error.message);
}
