/** What a send is named by, so that its reports can be told from another's. */
export function createNonce(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
