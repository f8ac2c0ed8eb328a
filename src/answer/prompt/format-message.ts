import type { ContentPart } from "../../core/ports.ts";
import type { PastMessage } from "../../store/store.ts";
import { wrapUntrusted, textPart } from "./untrusted.ts";
import { fileNameIn } from "../understand/understand-document.ts";

export type FormatMessage = (
  message: Pick<PastMessage, "role" | "type" | "isForwarded" | "text" | "receivedAt">,
) => ContentPart;

/**
 * Puts a message into the words in which a model is told it: when it is new, and in every prompt
 * that follows, to the letter. When it came stands with it, and what somebody else wrote stays
 * theirs.
 */
export function createMessageFormatter(describeMoment: (at: number) => string): FormatMessage {
  return (message) => {
    const text = wordsOf(message);
    if (message.role === "assistant") return textPart(text);
    return textPart(`${text}\n\n(Sent on ${describeMoment(message.receivedAt)}.)`);
  };
}

function wordsOf({ type, isForwarded, text }: Parameters<FormatMessage>[0]): string {
  const words = text.trim();
  if (isForwarded) return wrapUntrusted("forwarded message", { type }, words).text;
  switch (type) {
    case "text":
    case "button":
      return words;
    case "image":
      return `[picture] ${words}`.trim();
    case "audio":
      return wrapUntrusted("voice note", {}, words).text;
    case "video":
      return `[video that you could not watch] ${words}`.trim();
    case "document":
      if (words === "" || fileNameIn(words) !== null) {
        return wrapUntrusted("document", {}, words).text;
      }
      return `[document] ${words}`;
    case "contacts":
      return wrapUntrusted("contact", {}, words).text;
    case "location":
      return wrapUntrusted("location", {}, words).text;
    case "unknown":
      return `[something that you could not open] ${words}`.trim();
  }
}
