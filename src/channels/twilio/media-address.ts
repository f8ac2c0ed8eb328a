import type { MediaReference } from "../../core/ports.ts";

export interface MediaAddressRules {
  readonly accountSid: string;
  /** Replaces api.twilio.com; its redirects must lead to itself or to this machine. */
  readonly apiBaseUrl: string | null;
}

/** Returns whether a MediaUrl is Twilio's own address of an attachment of this message. */
export function isOwnMedia(
  { url, messageSid }: MediaReference,
  { accountSid, apiBaseUrl }: MediaAddressRules,
): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username + parsed.password !== "") return false;
  const folder = `/2010-04-01/Accounts/${accountSid}/Messages/${messageSid}/Media/`;
  return (
    parsed.origin === (apiBaseUrl ?? "https://api.twilio.com") &&
    parsed.pathname.startsWith(folder) &&
    /^ME[0-9A-Za-z]{1,64}$/.test(parsed.pathname.slice(folder.length)) &&
    parsed.search === ""
  );
}

/** Returns whether Twilio's API may redirect to this address, without credentials. */
export function isMediaRedirect(url: URL, { apiBaseUrl }: MediaAddressRules): boolean {
  if (url.username + url.password !== "") return false;
  if (apiBaseUrl !== null) {
    return url.origin === apiBaseUrl || /^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname);
  }
  if (url.protocol !== "https:" || url.port !== "") return false;
  if (/^([\w-]+\.)+twiliocdn\.com$/.test(url.hostname)) return true;
  // The hosts for accounts that do not enforce authentication on media, by Twilio's help article
  // "Protect Media Access with HTTP Basic Authentication".
  return (
    url.hostname === "s3-external-1.amazonaws.com" &&
    url.pathname.startsWith("/media.twiliocdn.com/")
  );
}
