/** The only hosts that the access token is sent to. */
const HOSTS: ReadonlySet<string> = new Set(["graph.facebook.com", "lookaside.fbsbx.com"]);

/**
 * Returns whether a file's address is one that the access token may be sent to; `apiBaseUrl`
 * replaces Meta's hosts.
 */
export function isMediaAddress(url: URL, apiBaseUrl: string | null): boolean {
  if (url.username + url.password !== "") return false;
  if (apiBaseUrl !== null) return url.origin === apiBaseUrl;
  return url.protocol === "https:" && url.port === "" && HOSTS.has(url.hostname);
}
