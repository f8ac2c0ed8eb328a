import { factsOf, mediaTypeOf } from "./media-types.ts";
import type { MessageType } from "./message.ts";
import type { NewFile, ReplyPart } from "./reply-part.ts";
import { upperFirst } from "./upper-first.ts";

/** Returns what a file is to its reader, such as `picture`. */
export function nameOfKind(contentType: string): string {
  return factsOf(mediaTypeOf(contentType).kind).name;
}

/** Returns the kind of a message, such as `voice note`, where its text does not say it. */
export function nameOfType(type: MessageType): string {
  if (type === "location") return "place";
  if (type === "button") return "choice";
  return type === "text" ? "text" : factsOf(type).name;
}

/** Returns the format of a file, such as `PDF`, or else its ending or kind. */
export function nameOfFormat(contentType: string, fileName: string | null): string {
  const { format, kind } = mediaTypeOf(contentType);
  const ending = /\.([A-Za-z0-9]{1,8})$/.exec(fileName ?? "")?.[1];
  return format ?? ending?.toUpperCase() ?? upperFirst(factsOf(kind).name);
}

/** Returns a part's form in a history of texts, such as `[picture] A cat.` */
export function describePart(part: ReplyPart<Pick<NewFile, "contentType">>): string {
  if (part.kind !== "media") return part.text;
  return [`[${nameOfKind(part.file.contentType)}]`, part.caption].filter(Boolean).join(" ");
}
