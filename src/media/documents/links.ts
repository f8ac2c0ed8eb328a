const MAX_ADDRESS_LENGTH = 500;

/**
 * Returns the note with a link's address to put after its text; empty if it leads nowhere or the
 * text states it.
 */
export function linkNote(text: string, address: string | null): string {
  if (address === null || address.length > MAX_ADDRESS_LENGTH) return "";
  if (!/^(?:https?|mailto|tel|ftp):/i.test(address) || names(text, address)) return "";
  return ` (${address})`;
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
