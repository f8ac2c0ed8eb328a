import type { ContentPart } from "../core/ports.ts";
import type { PastMessage } from "../store/store.ts";
import { material, say } from "./material.ts";
import { fileNameIn } from "./understand-document.ts";

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
  switch (type) {
    case "text":
    case "button":
      return words;
    case "image":
      return `[picture] ${words}`.trim();
    case "audio":
      return material("voice note", {}, words).text;
    case "video":
      return `[video that you could not watch] ${words}`.trim();
    case "document":
      if (words === "" || fileNameIn(words) !== null) {
        return material("document", {}, words).text;
      }
      return `[document] ${words}`;
    case "contacts":
      return material("contact", {}, words).text;
    case "location":
      return material("location", {}, words).text;
    case "unknown":
      return `[something that you could not open] ${words}`.trim();
  }
}
