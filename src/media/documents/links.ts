const MAX_ADDRESS_LENGTH = 500;
/** In the place of a scheme: the rest is relative to a page's address. */
const RELATIVE = "page:";
/** Of a page whose address is not known here. */
const SITE = "https://site.invalid";

/**
 * Returns the note with a link's address to put after its text; empty if it leads nowhere or the
 * text states it.
 */
export function linkNote(text: string, address: string | null): string {
  if (address === null || address.length > MAX_ADDRESS_LENGTH) return "";
  if (!/^(?:https?|mailto|tel|ftp|page):/i.test(address)) return "";
  if (!address.startsWith(RELATIVE) && names(text, address)) return "";
  return ` (${address})`;
}

/**
 * Returns the address of a link in a page of the web: whole if the page names its base, else marked for
 * `resolveLinks`. Null if it leads to a place in the page itself.
 */
export function addressInPage(href: string, base: string | null): string | null {
  const address = href.trim();
  if (address === "" || address.startsWith("#")) return null;
  if (/^[a-z][a-z\d+.-]*:/i.test(address)) return address;
  const based = base === null ? null : URL.parse(address, URL.parse(base, SITE)?.href);
  if (based !== null && based.origin !== SITE) return based.href;
  const path = based?.href.slice(SITE.length) ?? address;
  return RELATIVE + path.replaceAll(/[\s()]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
}

/** Writes the links of a page to its own site with their whole addresses, given the page's. */
export function resolveLinks(text: string, pageAddress: string): string {
  return text.replaceAll(/\(page:([^\s()]{1,500})\)/g, (_, written: string) => {
    const url = URL.parse(written, pageAddress);
    return url === null ? "" : `(${url.href})`;
  });
}

/** Returns whether a text states its link's address, as `example.com` does. */
function names(text: string, address: string): boolean {
  const bare = address
    .replace(/^(?:[a-z]+:)?\/{0,2}(?:www\.)?/i, "")
    .replace(/[/?#]{1,9}$/, "")
    .toLowerCase();
  const shown = text.replace(/\s/g, "").toLowerCase();
  return shown.includes(bare) || (shown.length > 4 && bare.replace(/\?.*$/, "") === shown);
}
