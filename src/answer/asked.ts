import type { StoredAttachment } from "../store/attachments.ts";
import type { WaitingMessage } from "../store/turn.ts";
import { describeContext } from "./describe-context.ts";
import { fileNameIn } from "./understand-document.ts";
import { describeLocation } from "./understand-location.ts";

/** A message, with what has been understood of what it brings. */
export interface Asked {
  readonly message: WaitingMessage;
  readonly attachments: readonly StoredAttachment[];
}

/** What the user says or asks in words of their own; a document's text is only its name. */
export function wordsOf({ message, attachments }: Asked): string {
  const isName =
    attachments.some(({ kind }) => kind === "document") && fileNameIn(message.text) !== null;
  return isName ? "" : message.text.trim();
}

/** What the message says altogether, for the history; null when its own text says it. */
export function contentOf(asked: Asked): string | null {
  const { text, context } = asked.message;
  const found = foundIn(asked);
  if (context.length === 0) return found;
  return [found ?? text.trim(), ...context.map(describeContext)].filter(Boolean).join("\n\n");
}

/** The message's text with what was heard or found in it; null when nothing was. */
export function foundIn({ message, attachments }: Asked): string | null {
  const told = attachments
    .filter(
      ({ kind, state }) => state === "understood" && (kind === "audio" || kind === "contacts"),
    )
    .map(({ text }) => text ?? "");
  if (message.location !== null) told.push(describeLocation(message.location));
  return told.length === 0 ? null : [message.text.trim(), ...told].filter(Boolean).join("\n\n");
}
