/** The usual constants of BM25. */
const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;
/** A word that only begins like the one asked for: another ending, or the rest of a compound. */
const KIN_WEIGHT = 0.5;
const MIN_KIN_LENGTH = 4;

const MARKS = /\p{M}/gu;
const WORD = /[\p{L}\p{N}]+/gu;
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/**
 * How well each text answers a question, by BM25 over words that equal the question's or begin
 * alike; 0 for a text without any. Only the question's words are counted, no index is built: an
 * index of a long document costs more than the one question that it would serve.
 */
export function rankPassages(texts: readonly string[], question: string): number[] {
  const terms = [...new Set(words(question))];
  const tallies = texts.map(createTally(terms));
  const meanLength = tallies.reduce((sum, { length }) => sum + length, 0) / texts.length;
  const weights = terms.map((_term, index) => {
    const holding = tallies.filter(({ counts }) => (counts[index] ?? 0) > 0).length;
    return Math.log(1 + (texts.length - holding + 0.5) / (holding + 0.5));
  });
  return tallies.map(({ counts, length }) => {
    const longer = 1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * length) / meanLength;
    return counts.reduce(
      (score, count, index) =>
        score +
        ((weights[index] ?? 0) * count * (SATURATION + 1)) / (count + SATURATION * longer || 1),
      0,
    );
  });
}

interface Tally {
  /** How often each of the question's words stands in the text. */
  readonly counts: readonly number[];
  readonly length: number;
}

interface Match {
  readonly index: number;
  readonly weight: number;
}

function createTally(terms: readonly string[]): (text: string) => Tally {
  // A document repeats its words: each is compared with the question's only once.
  const known = new Map<string, readonly Match[]>();
  const matches = (word: string): Match[] =>
    terms
      .map((term, index) => ({ index, weight: likeness(word, term) }))
      .filter(({ weight }) => weight > 0);

  return (text) => {
    const counts = terms.map(() => 0);
    const found = words(text);
    for (const word of found) {
      const matched = known.get(word) ?? matches(word);
      known.set(word, matched);
      for (const { index, weight } of matched) counts[index] = (counts[index] ?? 0) + weight;
    }
    return { counts, length: found.length };
  };
}

function likeness(one: string, other: string): number {
  if (one === other) return 1;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= MIN_KIN_LENGTH && long.startsWith(short) ? KIN_WEIGHT : 0;
}

/** Without case and accents; scripts that set no spaces between words give pairs of characters. */
function words(text: string): string[] {
  const plain = text.normalize("NFKD").replace(MARKS, "").toLowerCase();
  const found = plain.match(WORD) ?? [];
  return UNSPACED.test(plain) ? found.flatMap(toPairs) : found;
}

function toPairs(word: string): string[] {
  if (!UNSPACED.test(word)) return [word];
  const characters = Array.from(word);
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => (characters[index] ?? "") + character);
}
