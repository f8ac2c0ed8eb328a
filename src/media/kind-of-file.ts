import type { AttachmentKind } from "../core/message.ts";
import type { FileType } from "./find-file-type.ts";

/**
 * What an attachment is by its bytes, whatever was declared; `mislabelled` when it is something
 * else altogether that only pretends to be a picture, a recording or a video.
 */
export function kindOfFile(
  declared: AttachmentKind,
  type: FileType | null,
): AttachmentKind | "mislabelled" {
  // Text has no signature; a document's own reader looks closer.
  if (type === null || type.contentType === "application/xml") {
    return declared === "unknown" ? "document" : declared;
  }
  if (type.contentType === "text/vcard") return "contacts";
  const family = type.contentType.split("/")[0] ?? "";
  if (family === "image") return isHeard(declared) ? "mislabelled" : "image";
  if (family === "audio") return "audio";
  // One container for both; only the sender knows what is in it.
  if (family === "video" || /^application\/(ogg|mp4)$/.test(type.contentType)) {
    return declared === "audio" ? "audio" : "video";
  }
  return declared === "image" || isHeard(declared) ? "mislabelled" : "document";
}

function isHeard(kind: AttachmentKind): boolean {
  return kind === "audio" || kind === "video";
}
