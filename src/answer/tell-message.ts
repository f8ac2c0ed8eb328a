import type { ContentPart } from "../core/ports.ts";
import type { PastMessage } from "../store/store.ts";
import { tellKind } from "./attachment-kinds.ts";
import { material, say } from "./material.ts";

export type TellMessage = (
  message: Pick<PastMessage, "role" | "type" | "isForwarded" | "text" | "receivedAt">,
) => ContentPart;

/**
 * Puts a message into the words in which a model is told it: when it is new, and in every prompt
 * that follows, to the letter. When it came stands with it, and what somebody else wrote stays
 * theirs.
 */
export function tellingIn(describeMoment: (at: number) => string): TellMessage {
  return (message) => {
    const text = wordsOf(message);
    if (message.role === "assistant") return say(text);
    return say(`${text}\n\n(Sent on ${describeMoment(message.receivedAt)}.)`);
  };
}

function wordsOf({ type, isForwarded, text }: Parameters<TellMessage>[0]): string {
  const words = text.trim();
  if (isForwarded) return material("forwarded message", { type }, words).text;
  if (type === "text" || type === "button") return words;
  if (type === "location") return material("location", {}, words).text;
  return tellKind(type, words);
}
