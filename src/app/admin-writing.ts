import { windowRulesOf } from "../channels/channel.ts";
import type { Channels } from "../channels/join-channels.ts";
import { PermanentError } from "../core/errors.ts";
import { windowEnd } from "../core/reply-window.ts";
import { cannotWrite, composeWritten, type WritingRules } from "../outbox/compose-written.ts";
import type { Recipient, Writing } from "../store/take-over.ts";

type User = Pick<Recipient, "to" | "from">;

/** Answers what can be written to users on their channels. */
export function createWriting(channels: Channels, sending: { readonly isPulled: boolean }) {
  /** Returns the rules of a user's channel; null if it is not enabled any more. */
  function rulesOf(user: User): WritingRules | null {
    try {
      const channel = channels.ofUser(user);
      const { maxTextLength } = channel.capabilities;
      return { ...windowRulesOf(channel, sending), maxTextLength };
    } catch (error) {
      if (error instanceof PermanentError) return null;
      throw error;
    }
  }
  const NO_CHANNEL = "No enabled channel leads to this user.";
  return {
    compose: (text: string, user: Recipient): Writing => {
      const rules = rulesOf(user);
      return rules === null ? { cannot: NO_CHANNEL } : composeWritten(text, user, rules);
    },
    cannotWrite: (user: Pick<Recipient, "to" | "from" | "lastWroteAt" | "now">): string | null => {
      const rules = rulesOf(user);
      return rules === null ? NO_CHANNEL : cannotWrite(user, rules);
    },
    windowEndsAt: (user: Pick<Recipient, "to" | "from" | "lastWroteAt">): number | null => {
      const rules = rulesOf(user);
      return rules === null ? null : windowEnd(user.lastWroteAt, rules);
    },
    channelOf: (user: User): string => {
      try {
        return channels.ofUser(user).name;
      } catch (error) {
        if (error instanceof PermanentError) return "none";
        throw error;
      }
    },
  };
}
