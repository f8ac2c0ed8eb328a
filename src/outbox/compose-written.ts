import { textPart } from "../core/reply-part.ts";
import { isWindowOpen, type WindowRules, windowEnd } from "../core/reply-window.ts";
import type { Recipient, Writing } from "../store/take-over.ts";
import { cleanText } from "../text/clean-text.ts";
import { splitReply } from "../text/whatsapp/split.ts";

/** The facts about a user's channel that decide what can be written to them. */
export interface WritingRules extends WindowRules {
  readonly maxTextLength: number;
}

/** In UTF-16 units. */
export const MAX_WRITTEN_LENGTH = 10_000;

/**
 * Returns the parts of a message that an owner or a program writes, or why it cannot be sent. The text
 * is sent as it is: it is no Markdown.
 */
export function composeWritten(text: string, user: Recipient, rules: WritingRules): Writing {
  const cannot = cannotWrite(user, rules);
  if (cannot !== null) return { cannot };
  const parts = splitReply(cleanText(text), rules.maxTextLength).map(textPart);
  return parts.length === 0 ? { cannot: "The message is empty." } : { parts };
}

/** Returns why free text cannot be sent to a user now; null if it can. */
export function cannotWrite(
  { lastWroteAt, now }: Pick<Recipient, "lastWroteAt" | "now">,
  rules: WindowRules,
): string | null {
  if (isWindowOpen(lastWroteAt, now, rules)) return null;
  if (rules.window === "never") {
    return "With REPLY_MODE=twiml messages are sent only in response to those of users.";
  }
  if (lastWroteAt === null) {
    return "This user has not written yet, and only a message of theirs opens the 24 hours in which the messenger delivers free text.";
  }
  const closedAt = new Date(windowEnd(lastWroteAt, rules) ?? now).toISOString();
  return `The messenger delivers free text only within 24 hours after the user's last message: this time ended at ${closedAt}. It begins again when the user writes.`;
}
