/** In UTF-16 units; no command, answer or name of a language comes near it. */
const MAX_LENGTH = 100;

/**
 * A word as it is compared: however it is capitalised, with or without its accents. What is far too
 * long for a word is left as it is: to put many accents in order takes the square of their number.
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

/** The same without what stands around it: quotes, marks, emoji. */
export function bareWord(text: string): string {
  return foldWord(text).replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
}
