import { BlockList } from "node:net";
import type { MediaReference } from "../core/ports.ts";

export interface MediaAddressRules {
  readonly accountSid: string;
  /** Stands in for api.twilio.com; what it redirects to is then itself or on this machine. */
  readonly apiBaseUrl: string | null;
}

/** Whether a MediaUrl is Twilio's own address of an attachment of this very message. */
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

/** Whether Twilio's API may send us on to this address, without credentials. */
export function isMediaRedirect(url: URL, { apiBaseUrl }: MediaAddressRules): boolean {
  if (url.username + url.password !== "") return false;
  if (apiBaseUrl !== null) {
    return url.origin === apiBaseUrl || /^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname);
  }
  if (url.protocol !== "https:" || url.port !== "") return false;
  if (/^([\w-]+\.)+twiliocdn\.com$/.test(url.hostname)) return true;
  // Where accounts lead that do not enforce authentication on media, by Twilio's help article
  // "Protect Media Access with HTTP Basic Authentication".
  return (
    url.hostname === "s3-external-1.amazonaws.com" &&
    url.pathname.startsWith("/media.twiliocdn.com/")
  );
}

/** Whether an IP address can be on the public Internet only. */
export function isPublicAddress(address: string): boolean {
  return !NOT_PUBLIC.check(address, address.includes(":") ? "ipv6" : "ipv4");
}

// From the IANA registries of special-purpose addresses; IPv4 within IPv6 is looked at as IPv4.
const NOT_PUBLIC = new BlockList();
for (const range of [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  "::/127",
  "100::/64",
  "2001:db8::/32",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
]) {
  const [network = "", bits = ""] = range.split("/");
  NOT_PUBLIC.addSubnet(network, Number(bits), network.includes(":") ? "ipv6" : "ipv4");
}
