import { mediaTypeOf } from "./media-types.ts";
import type { AttachmentKind } from "./message.ts";
import type { NewFile, ReplyPart } from "./reply-part.ts";

/** Returns what a file is to its reader, such as `picture`. */
export function nameOfKind(contentType: string): string {
  return NAMES[mediaTypeOf(contentType).kind];
}

const NAMES: Readonly<Record<AttachmentKind, string>> = {
  image: "picture",
  audio: "voice note",
  video: "video",
  document: "document",
  contacts: "contact card",
  unknown: "file",
};

/** Returns a part's form in a history of texts, such as `[picture] A cat.` */
export function describePart(part: ReplyPart<Pick<NewFile, "contentType">>): string {
  if (part.kind !== "media") return part.text;
  return [`[${nameOfKind(part.file.contentType)}]`, part.caption].filter(Boolean).join(" ");
}
