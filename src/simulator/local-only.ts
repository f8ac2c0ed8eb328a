const FORWARDING = /^(?:x-forwarded-.*|forwarded|x-real-ip|via)$/;
const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Returns whether a request comes from a browser or program on this machine that addressed it by a
 * local name: not through a proxy, not under a name that was rebound to us, and not from another
 * site's page.
 */
export function isLocalRequest({ headers }: Request): boolean {
  const host = headers.get("host") ?? "";
  if (!LOCAL_HOST.test(host)) return false;
  if ([...headers.keys()].some((name) => FORWARDING.test(name))) return false;
  const origin = headers.get("origin");
  if (origin !== null && origin !== `http://${host}`) return false;
  // A link from any site may open the page, but no other request from another site is allowed.
  const site = headers.get("sec-fetch-site");
  return site !== "cross-site" || headers.get("sec-fetch-mode") === "navigate";
}
