import { areShowable, markedId } from "../../core/choices.ts";
import type { OutboundPart } from "../../core/ports.ts";
import {
  type ChoicesPart,
  type OutgoingFile,
  withoutButtons,
  wordsOfPart,
} from "../../core/reply-part.ts";
import { sendableText } from "../sendable-text.ts";

/** An approved template with one variable. */
export interface TemplateName {
  readonly name: string;
  /** Such as `en` or `pt_BR`. */
  readonly language: string;
}

const MAX_IMAGE_BYTES = 5_000_000;
/** WhatsApp's limit for a message without approval. */
export const MAX_BUTTONS = 3;

/**
 * Writes the part of a send's JSON that depends on its content; `mediaId` is the id of the uploaded
 * file, if there is one. Without a template its text is sent as text.
 */
export function writeBody(
  content: OutboundPart["content"],
  {
    mediaId,
    template,
  }: { readonly mediaId: string | null; readonly template: TemplateName | null },
): object {
  if (content.kind === "choices") return writeChoices(content);
  const words = sendableText(wordsOfPart(content));
  if (content.kind === "media" && mediaId !== null) return writeMedia(content.file, mediaId, words);
  if (content.kind !== "template" || template === null)
    return { type: "text", text: { body: words } };
  // WhatsApp refuses a variable with line breaks, tabs or several spaces in a row.
  const variable = { type: "text", text: words.replaceAll(/\s+/g, " ") };
  const components = [{ type: "body", parameters: [variable] }];
  const { name, language } = template;
  return { type: "template", template: { name, language: { code: language }, components } };
}

/** Writes buttons; a text that they do not fit below has the choices written out. */
function writeChoices(content: ChoicesPart): object {
  const { choices } = content;
  const text = sendableText(content.text);
  if (!areShowable(text, choices, MAX_BUTTONS)) {
    return { type: "text", text: { body: sendableText(wordsOfPart(withoutButtons(content))) } };
  }
  const buttons = choices.map((choice) => ({
    type: "reply",
    reply: { id: markedId(choice), title: choice.title },
  }));
  return {
    type: "interactive",
    interactive: { type: "button", body: { text }, action: { buttons } },
  };
}

function writeMedia(file: OutgoingFile, id: string, words: string): object {
  const caption = words === "" ? {} : { caption: words };
  const type = mediaKindOf(file, words !== "");
  switch (type) {
    case "image":
    case "video":
      return { type, [type]: { id, ...caption } };
    case "audio":
      return { type, audio: { id, voice: isVoiceNote(file) } };
    case "sticker":
      return { type, sticker: { id } };
    case "document":
      return { type, document: { id, filename: file.name, ...caption } };
  }
}

/** Recordings and stickers show no caption, and a large picture is none for WhatsApp: those go as documents. */
function mediaKindOf({ contentType, size }: OutgoingFile, hasCaption: boolean) {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (/^image\/(jpeg|png)$/.test(type) && size <= MAX_IMAGE_BYTES) return "image";
  if (/^video\/(mp4|3gpp)$/.test(type)) return "video";
  if (type === "image/webp" && !hasCaption) return "sticker";
  if (/^audio\/(aac|amr|mpeg|mp4|ogg)$/.test(type) && !hasCaption) return "audio";
  return "document";
}

/** Returns whether a phone shows a recording as a voice note: Opus in Ogg is all that it takes. */
function isVoiceNote({ contentType }: OutgoingFile): boolean {
  return /^audio\/ogg\s*(;|$)/i.test(contentType);
}
