/** Addresses on the web as people write them in a text, without the punctuation behind them. */
export const WEB_ADDRESS =
  /(?<![a-z0-9])(?:https?:\/\/|www\.)[^\s<>"`()[\]|\\\u3000-\u303f\uff00-\uffef]*[^\s<>"`()[\]|\\\u3000-\u303f\uff00-\uffef.,;:!?*_~']/gi;

// Noncharacters: no text that may be sent has them.
const VEILED = new Map([
  ["*", "\ufdd0"],
  ["_", "\ufdd1"],
  ["~", "\ufdd2"],
]);
const BARE = new Map([...VEILED].map(([marker, veiled]) => [veiled, marker]));

/**
 * Veils the markers within addresses, which Markdown would read as emphasis. Doubled `*` and `~`
 * stay: they are never an address's own.
 */
export function veilAddresses(markdown: string): string {
  return markdown.replace(WEB_ADDRESS, (address) =>
    address.replaceAll(/(?<!\*)\*(?!\*)|_|(?<!~)~(?!~)/g, (marker) => VEILED.get(marker) ?? marker),
  );
}

/** Undoes `veilAddresses`, in code as anywhere else. */
export function unveil(text: string): string {
  return text.replaceAll(/[\ufdd0-\ufdd2]/g, (veiled) => BARE.get(veiled) ?? veiled);
}
