/** A word that only begins like the one asked for: another ending, or the rest of a compound. */
const KIN_WEIGHT = 0.5;
const MIN_KIN_LENGTH = 4;
/** Words are told apart by so much of their beginning. */
const MAX_WORD_LENGTH = 40;
/** Different words of a question that are looked for; nobody asks more at once. */
const MAX_TERMS = 500;
/** Of the question's words that begin like one of the text's, as many count. */
const MAX_KIN = 8;
/** Of a long message its beginning and its end are taken for the question. */
const MAX_QUESTION_LENGTH = 10_000;
/** Some characters stand for a whole sentence, and are taken for one only where they are few. */
const MAX_EXPANSION = 4;

const MARKS = /\p{M}/gu;
const WORD = /[\p{L}\p{N}]+/gu;
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

export interface Terms {
  readonly count: number;
  /** Calls `each` with every term, by its number, that a word of a text counts for. */
  match(word: string, each: (term: number, weight: number) => void): void;
}

/** The words of a question, to be found in a text at a cost that does not grow with their number. */
export function createTerms(question: string): Terms {
  const asked = words(shortQuestion(question));
  const terms = new Map(
    [...new Set(asked)].slice(0, MAX_TERMS).map((term, index) => [term, index]),
  );
  const beginnings = new Map<string, number[]>();
  for (const [term, index] of terms) {
    for (let length = MIN_KIN_LENGTH; length < term.length; length += 1) {
      const beginning = term.slice(0, length);
      const kin = beginnings.get(beginning) ?? [];
      if (kin.length < MAX_KIN) beginnings.set(beginning, [...kin, index]);
    }
  }
  const isStem = new Set([...terms.keys()].map((term) => term.slice(0, MIN_KIN_LENGTH)));

  return {
    count: terms.size,
    match(word, each) {
      const same = terms.get(word);
      if (same !== undefined) each(same, 1);
      if (word.length < MIN_KIN_LENGTH || !isStem.has(word.slice(0, MIN_KIN_LENGTH))) return;
      for (const longer of beginnings.get(word) ?? []) each(longer, KIN_WEIGHT);
      for (let length = MIN_KIN_LENGTH; length < word.length; length += 1) {
        const shorter = terms.get(word.slice(0, length));
        if (shorter !== undefined) each(shorter, KIN_WEIGHT);
      }
    },
  };
}

/** The question as far as it is looked at: a long text often begins or ends with what is asked. */
export function shortQuestion(question: string): string {
  if (question.length <= MAX_QUESTION_LENGTH) return question;
  const half = MAX_QUESTION_LENGTH / 2;
  return `${question.slice(0, half)}\n${question.slice(-half)}`;
}

/** Without case and accents; scripts that set no spaces between words give pairs of characters. */
export function words(text: string): string[] {
  // Marks go first: to put a long run of them in order would take the square of its length.
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
