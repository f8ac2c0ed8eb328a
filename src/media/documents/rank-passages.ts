import { yieldToOthers } from "../../core/yield-to-others.ts";
import { createTerms, words } from "./question-terms.ts";

/** The usual constants of BM25. */
const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;
/** The UTF-16 units that are searched without a pause, which takes some milliseconds. */
const STRETCH = 25_000;

interface Tally {
  /** The number of occurrences of each of the question's words that the text contains. */
  readonly counts: ReadonlyMap<number, number>;
  readonly length: number;
}

/**
 * Returns how well each text answers a question, by BM25 over words that equal the question's or
 * begin alike; 0 for a text without any. Only the question's words are counted and no index is
 * built: indexing a long document costs more than the one question that it would serve. Takes
 * linear time and yields to other tasks.
 */
export async function rankPassages(texts: readonly string[], question: string): Promise<number[]> {
  const terms = createTerms(question);
  const tallies: Tally[] = [];
  let stretch = 0;
  for (const text of texts) {
    stretch += text.length;
    if (stretch > STRETCH) {
      await yieldToOthers();
      stretch = text.length;
    }
    tallies.push(count(text, terms.match));
  }
  const meanLength = tallies.reduce((sum, { length }) => sum + length, 0) / texts.length;
  const weights = weigh(tallies, terms.count);
  return tallies.map(({ counts, length }) => {
    const longer = 1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * length) / meanLength;
    let score = 0;
    for (const [term, times] of counts) {
      score += ((weights[term] ?? 0) * times * (SATURATION + 1)) / (times + SATURATION * longer);
    }
    return score;
  });
}

function count(text: string, match: ReturnType<typeof createTerms>["match"]): Tally {
  const counts = new Map<number, number>();
  const found = words(text);
  for (const word of found) {
    match(word, (term, weight) => counts.set(term, (counts.get(term) ?? 0) + weight));
  }
  return { counts, length: found.length };
}

/** Returns the weight of each of the question's words: the fewer texts contain it, the higher. */
function weigh(tallies: readonly Tally[], terms: number): number[] {
  const holding = Array.from({ length: terms }, () => 0);
  for (const { counts } of tallies) {
    for (const term of counts.keys()) holding[term] = (holding[term] ?? 0) + 1;
  }
  return holding.map((held) => Math.log(1 + (tallies.length - held + 0.5) / (held + 0.5)));
}
