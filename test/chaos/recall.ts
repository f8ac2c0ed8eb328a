const WORD = /[\p{L}\p{M}]{2,}/gu;
const NUMBER = /\p{N}+(?:[.,:/-]\p{N}+)*/gu;

/**
 * Returns the shares of another program's words and numbers that a text contains, counting
 * repetitions; null if the other text has neither.
 */
export function recallOf(
  text: string,
  reference: string,
): { readonly words: number; readonly numbers: number } | null {
  const [own, other] = [text.normalize("NFKC"), reference.normalize("NFKC")];
  const words = share(own.toLowerCase(), other.toLowerCase(), WORD);
  const numbers = share(own, other, NUMBER);
  return words === null && numbers === null ? null : { words: words ?? 1, numbers: numbers ?? 1 };
}

function share(text: string, reference: string, token: RegExp): number | null {
  const expected = reference.match(token) ?? [];
  if (expected.length === 0) return null;
  const left = new Map<string, number>();
  for (const found of text.match(token) ?? []) left.set(found, (left.get(found) ?? 0) + 1);
  let hits = 0;
  for (const each of expected) {
    const count = left.get(each) ?? 0;
    if (count > 0) hits += 1;
    left.set(each, count - 1);
  }
  return hits / expected.length;
}
