import type { ContentPart } from "../../core/ports.ts";
import type { PastMessage } from "../../store/past-messages.ts";
import { wrapUntrusted, textPart } from "./untrusted.ts";
import { formatAttached } from "../understand/attachment-kinds.ts";

export type FormatMessage = (
  message: Pick<PastMessage, "role" | "type" | "isForwarded" | "text" | "receivedAt">,
) => ContentPart;

/**
 * Creates the function that writes a message as a model reads it: the same text when the message is
 * new and in every later prompt. It ends with the time of the message, and marks forwarded text.
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
  if (type === "text" || type === "button") return words;
  if (type === "location") return wrapUntrusted("location", {}, words).text;
  return formatAttached(type, words);
}
