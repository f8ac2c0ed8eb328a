import { MAX_CHOICE_TEXT_LENGTH, type Offer, writtenOut } from "../../core/choices.ts";
import { offeringPart, type ReplyPart, textPart } from "../../core/reply-part.ts";
import { bareWord } from "../../text/fold-word.ts";
import { catalogue } from "../../text/sentences.ts";
import { splitReply } from "../../text/whatsapp/split.ts";

export interface PaginateRules {
  /** In UTF-16 units. */
  readonly maxPartLength: number;
  /** The parts that are sent without being asked for; each part is billed. */
  readonly maxParts: number;
  /** The number of buttons that a message of the user's channel can have. */
  readonly buttons: number;
}

/** The beginning and the end of a reply. */
interface PageOptions {
  /** The parts that may be sent at once before the first stop; `maxParts` if absent. */
  readonly room?: number;
  /** The choices below a reply without stops. */
  readonly ending?: Offer | null;
}

/**
 * Splits a reply into parts. Those beyond the first `room` are held until the user asks for more,
 * `maxParts` at a time, and the last part before each stop ends with `offer`; a reply without stops
 * ends with `ending`.
 */
export function paginate(
  text: string,
  offer: Offer,
  { maxPartLength, maxParts, buttons }: PaginateRules,
  { room = maxParts, ending = null }: PageOptions = {},
): { parts: ReplyPart[]; held: ReplyPart[] } {
  const whole = splitReply(text, maxPartLength);
  if (whole.length <= room) return { parts: partsEndingWith(whole, ending, buttons), held: [] };
  const isLastOfPage = (index: number) => {
    const beyond = index + 1 - room;
    return beyond >= 0 && beyond % maxParts === 0;
  };
  const shorter = maxPartLength - writtenOut("", offer).length - 2;
  const shortest = buttons === 0 ? shorter : Math.min(shorter, MAX_CHOICE_TEXT_LENGTH);
  const split = splitReply(text, (index, rest) =>
    isLastOfPage(index) && rest > maxPartLength ? shortest : maxPartLength,
  );
  const parts = split.map((part, index) =>
    isLastOfPage(index) && index + 1 < split.length
      ? offeringPart(part, offer, buttons)
      : textPart(part),
  );
  return { parts: parts.slice(0, room), held: parts.slice(room) };
}

/** Returns texts as parts, the last of which has the buttons of an offer if they fit. */
export function partsEndingWith(
  texts: readonly string[],
  offer: Offer | null | undefined,
  buttons: number,
): ReplyPart[] {
  return texts.map((text, index) =>
    offer && index === texts.length - 1 ? offeringPart(text, offer, buttons) : textPart(text),
  );
}

/** Polite words around a short request, in any language; folded. */
const COURTESY =
  /^(?:yes|ok(?:ay)?|si|sim)\P{L}+(?=\p{L})|\P{L}+(?:please|pls|plz|por favor|porfa(?:vor)?|pf)$/gu;
/** In UTF-16 units, with its polite words. */
const MAX_REQUEST_LENGTH = 40;
const MORE_WORDS = new Set(
  Object.values(catalogue).flatMap(({ moreWords }) => moreWords.map(bareWord)),
);

/** Returns whether the whole message asks for the rest of an answer, in any language. */
export function asksForMore(text: string): boolean {
  const said = bareWord(text);
  return said.length <= MAX_REQUEST_LENGTH && MORE_WORDS.has(said.replaceAll(COURTESY, ""));
}
