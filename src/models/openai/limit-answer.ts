import type { ModelReply } from "../../core/ports.ts";

/**
 * In UTF-16 units, about 15,000 tokens: forty messages of WhatsApp, and as much as can be formatted
 * and split without anybody noticing.
 */
export const MAX_ANSWER_LENGTH = 64_000;
/** So far back a word or a paragraph is looked for to end with. */
const LAST_WORDS = 200;

/** The reply, of whose text no more than its beginning is kept when it is far too long. */
export function limitAnswer(answer: ModelReply): ModelReply {
  if (answer.kind !== "answer" || answer.text.length <= MAX_ANSWER_LENGTH) return answer;
  const outcome = answer.outcome === "complete" ? "truncated" : answer.outcome;
  return { ...answer, text: beginningOf(answer.text, MAX_ANSWER_LENGTH), outcome };
}

/** At most `length` UTF-16 units of the text, up to the end of a word where one is near. */
export function beginningOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = text.slice(0, length);
  const halfWord = /\s\S*$/.exec(kept.slice(-LAST_WORDS))?.[0] ?? "";
  // A lone half of a character goes as well.
  return kept.slice(0, kept.length - halfWord.length).replace(/[\ud800-\udbff]$/, "");
}
