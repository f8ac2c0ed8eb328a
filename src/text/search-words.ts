/** Letters that no decomposition turns into plain ones. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ł: "l",
  ı: "i",
};
const WITHOUT_DECOMPOSITION = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "g");
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Scripts that put no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu;
/** Longer ones are no words: keys, hashes and encoded files. */
const MAX_WORD_LENGTH = 40;
const MAX_TERMS = 24;
/** A shorter word is found as it is: too many others begin like it. */
const MIN_PREFIX_LENGTH = 4;
/** Common endings by which the forms of a noun differ: of Romance and Germanic words, and of Slavic and Greek ones. */
const ENDINGS = [
  "ies|y|es|is|e|s|en|er|n|ns|m|l|ces|z|x",
  "[аеиоуыэюя]?[аеиоуыэюяьвмх]|[ая]ми",
  "[αεηιουω]{1,2}[ςν]?",
].join("|");
/** A word and its ending, which leaves four letters at least. */
const STEM = new RegExp(`^(.{4,}?)(?:${ENDINGS})?$`, "u");
/** A word that is too short for its beginning to tell it from others, and its plural: fee, fees, taxes. */
const SHORT_WORD = /^(\p{Script=Latin}{3})(?:e?s)?$/u;
/** Portuguese has cartão and cartões, which begin alike with too few letters. */
const PORTUGUESE = /(?:ao|oes)$/;

/**
 * Returns the words of a passage by which a search finds it, without case and accents, with spaces
 * between them. Writing without spaces becomes pairs of characters.
 */
export function indexWords(text: string): string {
  return foldedWords(text)
    .flatMap((word) => pieces(word).map((piece) => piece.text))
    .join(" ");
}

/** Returns the terms of a query, folded in the same way; at most 24, each once. */
export function searchTerms(
  query: string,
): { readonly word: string; readonly isPrefix: boolean }[] {
  const terms = new Map<string, boolean>();
  for (const word of foldedWords(query)) {
    for (const { text, isUnspaced } of pieces(word)) {
      if (terms.size >= MAX_TERMS) break;
      const isWhole = isUnspaced ? Array.from(text).length > 1 : isWholeWord(text);
      for (const form of isWhole || isUnspaced ? [text] : formsOf(text)) terms.set(form, !isWhole);
      const short = SHORT_WORD.exec(text)?.[1];
      const plurals = text === short ? [`${short}s`, `${short}es`] : [];
      for (const other of short === undefined ? [] : [short, ...plurals]) {
        if (!terms.has(other)) terms.set(other, false);
      }
    }
  }
  return [...terms].map(([word, isPrefix]) => ({ word, isPrefix }));
}

function foldedWords(text: string): string[] {
  const folded = text
    .normalize("NFKD")
    .replaceAll(/[\p{Mn}\p{Cf}]/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(WITHOUT_DECOMPOSITION, (letter) => PLAIN[letter] ?? letter);
  return folded.match(WORD) ?? [];
}

interface Piece {
  readonly text: string;
  readonly isUnspaced: boolean;
}

function pieces(word: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const { 0: run, index } of word.matchAll(UNSPACED)) {
    if (index > end) found.push(spaced(word.slice(end, index)));
    found.push(...pairs(run));
    end = index + run.length;
  }
  if (end < word.length) found.push(spaced(word.slice(end)));
  return found;
}

function spaced(word: string): Piece {
  return { text: Array.from(word).slice(0, MAX_WORD_LENGTH).join(""), isUnspaced: false };
}

function pairs(run: string): Piece[] {
  const characters = Array.from(run);
  if (characters.length === 1) return [{ text: run, isUnspaced: true }];
  return characters
    .slice(1)
    .map((next, index) => ({ text: `${characters[index]}${next}`, isUnspaced: true }));
}

/** Returns whether nothing but the word itself is meant: Korean joins particles to the shortest words. */
function isWholeWord(word: string): boolean {
  const isShort = word.length < MIN_PREFIX_LENGTH && !/\p{Script=Hangul}/u.test(word);
  return isShort || /\p{N}/u.test(word);
}

/** Returns the beginnings of a word's forms: those that find its singular, its plural and its cases. */
function formsOf(word: string): string[] {
  if (PORTUGUESE.test(word)) return ["ao", "oes"].map((end) => word.replace(PORTUGUESE, end));
  return [STEM.exec(word)?.[1] ?? word];
}
