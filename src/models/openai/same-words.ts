/** The share of the words that a reader may get wrong: numbers and names are spelt in many ways. */
const MIN_SHARE = 0.75;

/**
 * Returns whether a transcript says what a text says: most of the words of each are in the other,
 * however they are punctuated.
 */
export function saysTheSame(text: string, transcript: string): boolean {
  const [written, spoken] = [wordsOf(text), wordsOf(transcript)];
  const longest = Math.max(written.length, spoken.length);
  if (longest === 0) return false;
  const left = new Map<string, number>();
  for (const word of written) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of spoken) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    shared += 1;
  }
  return shared / longest >= MIN_SHARE;
}

// Also of scripts without spaces between words.
const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

function wordsOf(text: string): string[] {
  const plain = text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return Array.from(segmenter.segment(plain))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}
