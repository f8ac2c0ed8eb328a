import { type AttachmentKind, findKind, mediaTypeOf } from "../core/media-types.ts";

/**
 * Returns the kind of an attachment by its content type, or, if that is not conclusive, by the
 * message's type.
 */
export function attachmentKind(
  contentType: string,
  messageType: string | undefined,
): AttachmentKind {
  const { kind } = mediaTypeOf(contentType);
  if (kind !== "unknown") return kind;
  return findKind(messageType) ?? "unknown";
}
