import { type ReplyPart, textPart } from "../../core/reply-part.ts";
import { bareWord } from "../../text/fold-word.ts";
import { splitReply } from "../../text/whatsapp/split.ts";

export interface PaginateRules {
  /** In UTF-16 units. */
  readonly maxPartLength: number;
  /** The parts that are sent without being asked for; each part is billed. */
  readonly maxParts: number;
}

/**
 * Splits a reply into parts. Those beyond the first `room` are held until the user asks for more,
 * `maxParts` at a time, and the last part before each stop ends with `offer`.
 */
export function paginate(
  text: string,
  offer: string,
  { maxPartLength, maxParts }: PaginateRules,
  room = maxParts,
): { parts: ReplyPart[]; held: ReplyPart[] } {
  const whole = splitReply(text, maxPartLength);
  if (whole.length <= room) return { parts: whole.map(textPart), held: [] };
  const ending = `\n\n${offer}`;
  const parts = splitReply(text, maxPartLength - ending.length).map((part, index, all) => {
    const beyond = index + 1 - room;
    const isStop = beyond >= 0 && beyond % maxParts === 0 && index + 1 < all.length;
    return textPart(isStop ? part + ending : part);
  });
  return { parts: parts.slice(0, room), held: parts.slice(room) };
}

/** Returns whether the whole message is one of the words that ask for the rest of an answer. */
export function asksForMore(text: string, words: readonly string[]): boolean {
  const said = bareWord(text);
  return words.some((word) => bareWord(word) === said);
}
