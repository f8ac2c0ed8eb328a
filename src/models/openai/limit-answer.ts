import type { ModelReply } from "../../core/ports.ts";

/**
 * In UTF-16 units, about 15,000 tokens: forty WhatsApp messages, and as much as can be formatted
 * and split without a noticeable delay.
 */
export const MAX_ANSWER_LENGTH = 64_000;
/** The length at the end in which the end of a word or paragraph is searched. */
const LAST_WORDS = 200;

/** Returns the reply, with only the beginning of a text that is far too long. */
export function limitAnswer(answer: ModelReply): ModelReply {
  if (answer.kind !== "answer" || answer.text.length <= MAX_ANSWER_LENGTH) return answer;
  const outcome = answer.outcome === "complete" ? "truncated" : answer.outcome;
  return { ...answer, text: beginningOf(answer.text, MAX_ANSWER_LENGTH), outcome };
}

/** Returns at most `length` UTF-16 units of the text, up to the end of a word if one is near. */
export function beginningOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = text.slice(0, length);
  const halfWord = /\s\S*$/.exec(kept.slice(-LAST_WORDS))?.[0] ?? "";
  // Removes a lone surrogate at the end as well.
  return kept.slice(0, kept.length - halfWord.length).replace(/[\ud800-\udbff]$/, "");
}
