import { type AttachmentKind, mediaTypeOf } from "../core/media-types.ts";
import type { FileType } from "./find-file-type.ts";

/**
 * Returns an attachment's kind by its bytes, whatever was declared; `mislabelled` if it only
 * pretends to be a picture, a recording or a video.
 */
export function kindOfFile(
  declared: AttachmentKind,
  type: FileType | null,
): AttachmentKind | "mislabelled" {
  // Text has no signature; a document's own reader examines it further.
  if (type === null || type.contentType === "application/xml") {
    return declared === "unknown" ? "document" : declared;
  }
  const { kind, isContainer = false } = mediaTypeOf(type.contentType);
  if (isContainer) return declared === "audio" ? "audio" : "video";
  const isDeclaredSound = declared === "audio" || declared === "video";
  if (kind === "image") return isDeclaredSound ? "mislabelled" : "image";
  if (kind !== "document" && kind !== "unknown") return kind;
  return declared === "image" || isDeclaredSound ? "mislabelled" : "document";
}
