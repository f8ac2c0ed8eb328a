/** In UTF-16 units; a longer address is left out. */
const MAX_ADDRESS_LENGTH = 2_000;
/** Of one text. */
const MAX_ADDRESSES = 500;

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`|\\^{}]{3,2000}/gi;
/** An address as users write it, without its scheme. */
const BARE =
  /(?<![\w@./:-])(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,8}\p{L}{2,24}(?:\/[^\s<>"'`|\\^{}]{0,2000})?/giu;

/** Returns the web addresses in a text, each once. */
export function addressesIn(text: string): string[] {
  return [...new Set((text.match(ADDRESS) ?? []).slice(0, MAX_ADDRESSES).map(withoutEnd))];
}

/** The words that follow an address at once where words have no spaces between them. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\u3000-\u303F\uFF00-\uFF60].*$/u;

/**
 * The same, with those that lack a scheme, as people write them, and with those that end where Chinese,
 * Japanese or Thai goes on behind them.
 */
export function addressesWrittenIn(text: string): string[] {
  const bare = (text.match(BARE) ?? []).slice(0, MAX_ADDRESSES);
  const all = [...addressesIn(text), ...bare.map((one) => `https://${withoutEnd(one)}`)];
  return [...new Set([...all, ...all.map((one) => withoutEnd(one.replace(UNSPACED, "")))])];
}

/** Behind one address. */
const MAX_PUNCTUATION = 20;
const PAIRS: Readonly<Record<string, string>> = { ")": "(", "]": "[" };

/** Returns the address without the punctuation of the sentence that it stands in. */
function withoutEnd(address: string): string {
  let end = address;
  for (let count = 0; count < MAX_PUNCTUATION; count += 1) {
    const last = end.at(-1) ?? "";
    const opened = PAIRS[last];
    const isClosing = opened !== undefined && end.split(opened).length < end.split(last).length;
    if (!isClosing && !/[.,;:!?*_~…»”’]/.test(last)) return end;
    end = end.slice(0, -1);
  }
  return end;
}

/**
 * Returns what two spellings of one address have in common; null for what is no address of the web.
 * The part after `#` and the scheme make no other page.
 */
export function addressKey(address: string): string | null {
  const url = address.length > MAX_ADDRESS_LENGTH ? null : URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  return `${url.username}:${url.password}@${url.host}${url.pathname.replace(/\/$/, "")}${url.search}`;
}
