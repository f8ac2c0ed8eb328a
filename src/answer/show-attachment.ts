import type { ContentPart } from "../core/ports.ts";
import type { StoredAttachment } from "../store/attachments.ts";
import { showAudio } from "./understand-audio.ts";
import { showContacts } from "./understand-contacts.ts";
import { showDocument } from "./understand-document.ts";
import { showImage } from "./understand-image.ts";

export interface Showing {
  /** Of a document: what it is called, what is asked about it, and how much of it may go along. */
  readonly name: string | null;
  readonly question: string;
  readonly budget: number;
  readonly isForwarded: boolean;
}

/** What a model is shown of an attachment; nothing of one that was not understood, or is not kept. */
export function showAttachment(attachment: StoredAttachment, showing: Showing): ContentPart[] {
  if (attachment.state !== "understood") return [];
  switch (attachment.kind) {
    case "image":
      return showImage(attachment);
    case "audio":
      return showAudio(attachment, showing.isForwarded);
    case "document":
      return showDocument(attachment, showing);
    case "contacts":
      return showContacts(attachment);
    case "video":
    case "unknown":
      return [];
  }
}
