/** Creates the name of a send, which distinguishes its reports from those of another send. */
export function createNonce(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
