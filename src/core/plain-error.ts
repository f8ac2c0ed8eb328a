/** Returns a stored error without the name of its class and of its reason, as an owner reads it. */
export function plainError(error: string): string {
  return error.replace(/^\w*Error: /, "").replace(/ \[[a-z-]+\]$/, "");
}
