/** The weight of a word with the same beginning: another ending, or a compound. */
const RELATED_WEIGHT = 0.5;
const MIN_STEM_LENGTH = 4;
/** The length of a word's beginning that is compared. */
const MAX_WORD_LENGTH = 40;
/** The maximum number of different words of a question that are searched for. */
const MAX_TERMS = 500;
/** The maximum number of the question's words that match one word of the text by its beginning. */
const MAX_RELATED = 8;
/** The beginning and the end of a longer message are taken for the question. */
const MAX_QUESTION_LENGTH = 10_000;
/** Some characters stand for a whole sentence, and are expanded only if they are few. */
const MAX_EXPANSION = 4;

const MARKS = /\p{M}/gu;
const WORD = /[\p{L}\p{N}]+/gu;
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

export interface Terms {
  readonly count: number;
  /** Calls `each` with the number of every term that a word of a text matches. */
  match(word: string, each: (term: number, weight: number) => void): void;
}

/**
 * Creates the search terms of a question, matched at a cost that does not grow with their number.
 */
export function createTerms(question: string): Terms {
  const asked = words(shortQuestion(question));
  const terms = new Map(
    [...new Set(asked)].slice(0, MAX_TERMS).map((term, index) => [term, index]),
  );
  const beginnings = new Map<string, number[]>();
  for (const [term, index] of terms) {
    for (let length = MIN_STEM_LENGTH; length < term.length; length += 1) {
      const beginning = term.slice(0, length);
      const related = beginnings.get(beginning) ?? [];
      if (related.length < MAX_RELATED) beginnings.set(beginning, [...related, index]);
    }
  }
  const isStem = new Set([...terms.keys()].map((term) => term.slice(0, MIN_STEM_LENGTH)));

  return {
    count: terms.size,
    match(word, each) {
      const same = terms.get(word);
      if (same !== undefined) each(same, 1);
      if (word.length < MIN_STEM_LENGTH || !isStem.has(word.slice(0, MIN_STEM_LENGTH))) return;
      for (const longer of beginnings.get(word) ?? []) each(longer, RELATED_WEIGHT);
      for (let length = MIN_STEM_LENGTH; length < word.length; length += 1) {
        const shorter = terms.get(word.slice(0, length));
        if (shorter !== undefined) each(shorter, RELATED_WEIGHT);
      }
    },
  };
}

/** Returns the examined part of the question: a long text often begins or ends with it. */
export function shortQuestion(question: string): string {
  if (question.length <= MAX_QUESTION_LENGTH) return question;
  const half = MAX_QUESTION_LENGTH / 2;
  return `${question.slice(0, half)}\n${question.slice(-half)}`;
}

/** Returns the words without case and accents; scripts without spaces give pairs of characters. */
export function words(text: string): string[] {
  // Marks are removed first: ordering a long run of them would take quadratic time.
  const plain = text
    .replace(MARKS, "")
    .normalize("NFKD")
    .slice(0, text.length * MAX_EXPANSION)
    .replace(MARKS, "")
    .toLowerCase();
  const found = plain.match(WORD) ?? [];
  const short = (word: string) => word.slice(0, MAX_WORD_LENGTH);
  return UNSPACED.test(plain) ? found.flatMap(toPairs).map(short) : found.map(short);
}

function toPairs(word: string): string[] {
  if (!UNSPACED.test(word)) return [word];
  const characters = Array.from(word);
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => (characters[index] ?? "") + character);
}
