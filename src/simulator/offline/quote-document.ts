import type { Item } from "./read-request.ts";
import type { Script } from "./script.ts";

const MAX_PASSAGE = 240;
/** Shorter words say too little about the question. */
const MIN_WORD = 4;
const CHARACTERS = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Answers from a document without a model: with its beginning, or with the line that shares the most
 * words with the question.
 */
export function answerFromDocument(
  { name, text }: Extract<Item, { kind: "document" }>,
  question: string | null,
  script: Script,
): string {
  const title = name ?? script.aDocument;
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /\p{L}|\p{N}/u.test(line) && !/^\[[^\]]*\]$/.test(line));
  if (question === null) {
    const count = text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
    return script.document(title, count, shortened(lines.slice(0, 2).join(" · ")));
  }
  const asked = new Set(wordsIn(question));
  const shared = (line: string) => wordsIn(line).filter((word) => asked.has(word)).length;
  const best = lines.toSorted((one, other) => shared(other) - shared(one))[0];
  if (best === undefined || shared(best) === 0) {
    return script.passageMissing(title);
  }
  return script.passage(title, shortened(best));
}

function wordsIn(text: string): string[] {
  const folded = text
    .normalize("NFKD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase();
  return (folded.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length >= MIN_WORD);
}

// Never cuts within a character as users see it.
function shortened(text: string): string {
  if (text.length <= MAX_PASSAGE) return text;
  return `${text.slice(0, CHARACTERS.segment(text).containing(MAX_PASSAGE)?.index).trimEnd()}…`;
}
