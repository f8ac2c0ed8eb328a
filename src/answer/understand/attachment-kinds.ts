import type { AttachmentProblem } from "../../core/attachment-problem.ts";
import { fileNameIn } from "../../core/file-name.ts";
import type { AttachmentKind } from "../../core/media-types.ts";
import type { ContentPart, ModelCapabilities } from "../../core/ports.ts";
import type { kindOfFile } from "../../media/kind-of-file.ts";
import type { Media } from "../../media/media.ts";
import type { ReadDocument } from "../../media/read-document.ts";
import type { StoredAttachment, Understanding } from "../../store/attachments.ts";
import { wrapUntrusted } from "../prompt/untrusted.ts";
import {
  type AudioBudget,
  type AudioDeps,
  contentOfAudio,
  understandAudio,
} from "./understand-audio.ts";
import { contentOfContacts, understandContacts } from "./understand-contacts.ts";
import { contentOfDocument, understandDocument } from "./understand-document.ts";
import { contentOfImage, understandImage } from "./understand-image.ts";
import { type AttachmentContent, type FoundFile, NO_CONTENT, refused } from "./understanding.ts";

// Everything about the kinds of attachments that answering depends on: a new kind does not compile
// until each of these has a case for it.

export interface ReaderDeps extends AudioDeps {
  readonly media: Media;
  readonly readDocument: ReadDocument;
  readonly capabilities: ModelCapabilities;
}

/** Returns why attachments of this kind are refused before they are downloaded; null if they are not. */
export function problemOfKind(kind: AttachmentKind): AttachmentProblem | null {
  switch (kind) {
    case "video":
      return "video";
    case "image":
    case "audio":
    case "document":
    case "contacts":
    case "unknown":
      return null;
  }
}

/** Understands a downloaded file. Returns null if the lane is lost; throws what the readers throw. */
export function understandFile(
  file: FoundFile,
  kind: ReturnType<typeof kindOfFile>,
  { signal, budget }: { readonly signal: AbortSignal; readonly budget: AudioBudget },
  deps: ReaderDeps,
): Understanding | Promise<Understanding | null> {
  switch (kind) {
    case "image":
      return understandImage(file, deps);
    case "audio":
      return understandAudio(file, signal, budget, deps);
    case "document":
      return understandDocument(file, signal, deps);
    case "contacts":
      return understandContacts(file);
    case "video":
    case "unknown":
      return refused(kind, file.declaredType, kind);
    case "mislabelled":
      return refused("unknown", file.declaredType, kind);
  }
}

/** Returns the content that an attachment adds to its message: none unless it is understood and still kept. */
export function contentOfAttachment(attachment: StoredAttachment): AttachmentContent {
  if (attachment.state !== "understood") return NO_CONTENT;
  switch (attachment.kind) {
    case "image":
      return contentOfImage(attachment);
    case "audio":
      return contentOfAudio(attachment);
    case "document":
      return contentOfDocument(attachment);
    case "contacts":
      return contentOfContacts(attachment);
  }
}

/** Returns the pictures among these attachments that are still kept, as a model is shown them. */
export function picturesIn(attachments: readonly StoredAttachment[]): ContentPart[] {
  return attachments
    .map((attachment) => contentOfAttachment(attachment).picture)
    .filter((picture) => picture !== null);
}

/**
 * Returns whether later messages may show an attachment of this kind again. A quote of it says so
 * when the file is gone.
 */
export function isShownAgain(kind: AttachmentKind): boolean {
  switch (kind) {
    case "image":
    case "document":
      return true;
    // The words of the others are in their message's text.
    case "audio":
    case "contacts":
    case "video":
    case "unknown":
      return false;
  }
}

/** Returns the text of a message that brought this kind, as a model reads it. */
export function formatAttached(kind: AttachmentKind, words: string): string {
  switch (kind) {
    case "image":
      return `[picture] ${words}`.trim();
    case "audio":
      return wrapUntrusted("voice note", {}, words).text;
    case "video":
      return `[video that you could not watch] ${words}`.trim();
    case "document":
      return words === "" || fileNameIn(words) !== null
        ? wrapUntrusted("document", {}, words).text
        : `[document] ${words}`;
    case "contacts":
      return wrapUntrusted("contact", {}, words).text;
    case "unknown":
      return `[something that you could not open] ${words}`.trim();
  }
}
