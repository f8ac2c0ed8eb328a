import type { AttachmentKind } from "../core/message.ts";
import type { ContentPart } from "../core/ports.ts";
import type { StoredAttachment } from "../store/attachments.ts";
import { material } from "./material.ts";
import { isLongAudio } from "./understand-audio.ts";
import { fileNameIn, showDocument, type ShowDocument } from "./understand-document.ts";
import { showImage } from "./understand-image.ts";

const SUMMARISE_DOCUMENT =
  "(The user sent this document without a question. Say what it is, its main points, its dates and amounts, and what is asked of the reader, if anything.)";
const DESCRIBE_PICTURE =
  "(The user sent this picture without a word. Say what it shows and what in it may matter to them.)";
const SUMMARISE_NOTE =
  "(This voice note is longer than a minute. Begin with a summary of a few sentences, then list what is to be done, if anything, and then answer what it asks.)";
const USE_CONTACT =
  "(The user sent this contact without a word. Say whom you see, and ask what to do with it.)";

/**
 * Where a model meets what was understood of an attachment: as the message's `words`, `with` the
 * message in every prompt, `beside` it in one prompt, or nowhere.
 */
export function placeOf(kind: AttachmentKind): "words" | "with" | "beside" | null {
  switch (kind) {
    case "image":
      return "with";
    case "audio":
    case "contacts":
      return "words";
    case "document":
      return "beside";
    case "video":
    case "unknown":
      return null;
  }
}

/** Returns what a model is shown of an attachment that is not the message's words. */
export async function showAttachment(
  attachment: StoredAttachment,
  showing: ShowDocument & { readonly name: string | null },
): Promise<ContentPart[]> {
  switch (attachment.kind) {
    case "image":
      return showImage(attachment);
    case "document":
      return showDocument(attachment, showing);
    case "audio":
    case "contacts":
    case "video":
    case "unknown":
      return [];
  }
}

/** Returns what is to be done with an attachment that came without a word; null if that is plain. */
export function defaultTask(attachment: StoredAttachment): string | null {
  switch (attachment.kind) {
    case "image":
      return DESCRIBE_PICTURE;
    case "audio":
      return isLongAudio(attachment) ? SUMMARISE_NOTE : null;
    case "document":
      return SUMMARISE_DOCUMENT;
    case "contacts":
      return USE_CONTACT;
    case "video":
    case "unknown":
      return null;
  }
}

/** Returns a message as every prompt tells it whose first attachment is of this kind. */
export function tellKind(kind: AttachmentKind, words: string): string {
  switch (kind) {
    case "image":
      return `[picture] ${words}`.trim();
    case "audio":
      return material("voice note", {}, words).text;
    case "video":
      return `[video that you could not watch] ${words}`.trim();
    case "document":
      if (words === "" || fileNameIn(words) !== null) return material("document", {}, words).text;
      return `[document] ${words}`;
    case "contacts":
      return material("contact", {}, words).text;
    case "unknown":
      return `[something that you could not open] ${words}`.trim();
  }
}
