import { mediaTypeOf } from "../core/media-types.ts";
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
  const { kind, isContainer = false } = mediaTypeOf(type.contentType);
  if (isContainer) return declared === "audio" ? "audio" : "video";
  const isHeard = declared === "audio" || declared === "video";
  if (kind === "image") return isHeard ? "mislabelled" : "image";
  if (kind !== "document" && kind !== "unknown") return kind;
  return declared === "image" || isHeard ? "mislabelled" : "document";
}
