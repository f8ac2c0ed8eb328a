/** In UTF-16 units; far longer than any command, answer or language name. */
const MAX_LENGTH = 100;

/**
 * Returns a word in the form for comparison, without case and accents. A text far too long for a
 * word is returned unchanged: ordering many accents takes quadratic time.
 */
export function foldWord(word: string): string {
  const trimmed = word.trim();
  if (trimmed.length > MAX_LENGTH) return trimmed;
  return trimmed
    .normalize("NFKD")
    .replaceAll(/[\p{Mn}\p{Cf}]/gu, "")
    .toLowerCase()
    .trim();
}

/** Returns the same without surrounding quotes, marks and emoji. */
export function bareWord(text: string): string {
  return /[\p{L}\p{N}](?:[^]*[\p{L}\p{N}])?/u.exec(foldWord(text))?.[0] ?? "";
}
