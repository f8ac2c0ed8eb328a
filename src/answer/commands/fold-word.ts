/** A word as it is compared: however it is capitalised, with or without its accents. */
export function foldWord(word: string): string {
  return word
    .normalize("NFD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase()
    .trim();
}
