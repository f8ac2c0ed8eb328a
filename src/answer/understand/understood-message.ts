import { describeLocation } from "../../core/describe-location.ts";
import { fileNameIn } from "../../core/file-name.ts";
import { factsOf } from "../../core/media-types.ts";
import type { MessageType } from "../../core/message.ts";
import type { StoredAttachment } from "../../store/attachments.ts";
import type { WaitingMessage } from "../../store/turn.ts";
import { describeContext } from "./describe-context.ts";
import { contentOfAttachment } from "./attachment-kinds.ts";

/** A message with its attachments, each of them understood or refused. */
export interface UnderstoodMessage {
  readonly message: WaitingMessage;
  readonly attachments: readonly StoredAttachment[];
}

/** Returns the user's own written words; the text of a document's message is only its name. */
export function wordsOf({ message, attachments }: UnderstoodMessage): string {
  const isName =
    attachments.some(({ kind }) => factsOf(kind).isNamedByText) &&
    fileNameIn(message.text) !== null;
  return isName ? "" : message.text.trim();
}

/** Returns the whole message in words, for the history; null if its own text is all of it. */
export function contentOf(understood: UnderstoodMessage): string | null {
  const { text, context } = understood.message;
  const found = foundIn(understood);
  if (context.length === 0) return found;
  return [found ?? text.trim(), ...context.map(describeContext)].filter(Boolean).join("\n\n");
}

/** Returns the new texts of messages that have more words than their own, for the history. */
export function wordsIn(messages: readonly UnderstoodMessage[]) {
  return messages.flatMap((one) => {
    const { messageId } = one.message;
    const text = contentOf(one);
    return text === null ? [] : [{ messageId, text, type: typeOf(one) }];
  });
}

/**
 * Returns what a message is by the words of its files: a messenger may declare another type, which
 * must not pass what others wrote off as the user's own words.
 */
export function typeOf({ message, attachments }: UnderstoodMessage): MessageType {
  const kinds = attachments
    .filter((attachment) => contentOfAttachment(attachment).inText !== null)
    .map(({ kind }) => kind);
  return kinds.find((kind) => kind !== "audio") ?? kinds[0] ?? message.type;
}

/** Returns the message's text with the words of its attachments and its place; null if it has none. */
export function foundIn({ message, attachments }: UnderstoodMessage): string | null {
  const found = attachments
    .map((attachment) => contentOfAttachment(attachment).inText)
    .filter((text) => text !== null);
  if (message.location !== null) found.push(describeLocation(message.location));
  return found.length === 0 ? null : [message.text.trim(), ...found].filter(Boolean).join("\n\n");
}
