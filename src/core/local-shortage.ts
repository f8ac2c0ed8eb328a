/** No more sockets or files: this machine refused the call before anything was sent. */
const CODES: ReadonlySet<string> = new Set([
  "EMFILE",
  "ENFILE",
  "ENOBUFS",
  "ENOMEM",
  "EADDRNOTAVAIL",
  "SQLITE_CANTOPEN",
]);

/**
 * Returns whether an error's code says that this machine ran out of a resource, and that no
 * upstream failed.
 */
export function isLocalShortage(code: string | null): boolean {
  return code !== null && CODES.has(code);
}

/** Returns an error's `code`; null if it has none, or one that is not a string. */
export function codeOf(error: unknown): string | null {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : null;
  return typeof code === "string" ? code : null;
}
