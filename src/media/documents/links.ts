const MAX_ADDRESS_LENGTH = 500;

/** The address of a link to set behind its text; empty where it leads nowhere or the text names it. */
export function linkNote(text: string, address: string | null): string {
  if (address === null || address.length > MAX_ADDRESS_LENGTH) return "";
  if (!/^(?:https?|mailto|tel|ftp):/i.test(address) || names(text, address)) return "";
  return ` (${address})`;
}

/** Whether a text says where its link leads, as `example.com` does. */
function names(text: string, address: string): boolean {
  const bare = address
    .replace(/^(?:[a-z]+:)?\/{0,2}(?:www\.)?/i, "")
    .replace(/[/?#]{1,9}$/, "")
    .toLowerCase();
  const shown = text.replace(/\s/g, "").toLowerCase();
  return shown.includes(bare) || (shown.length > 4 && bare.replace(/\?.*$/, "") === shown);
}
