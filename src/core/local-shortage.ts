/** No room for one more socket or file: the machine refused it before anything left it. */
const CODES: ReadonlySet<string> = new Set([
  "EMFILE",
  "ENFILE",
  "ENOBUFS",
  "ENOMEM",
  "EADDRNOTAVAIL",
  "SQLITE_CANTOPEN",
]);

/** Whether an error's code says that this machine ran short of something, and nobody else failed. */
export function isLocalShortage(code: string | null): boolean {
  return code !== null && CODES.has(code);
}

/** An error's `code`; null where it has none, or one that is no text. */
export function codeOf(error: unknown): string | null {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : null;
  return typeof code === "string" ? code : null;
}
