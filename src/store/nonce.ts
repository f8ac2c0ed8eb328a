/**
 * Creates the name of a send, which distinguishes its reports from those of another send. A later one
 * is greater, so that the index of all names grows at its end, instead of a page for each.
 */
export function createNonce(): string {
  return Bun.randomUUIDv7().replaceAll("-", "");
}
