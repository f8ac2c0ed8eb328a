import { mediaTypeOf } from "../core/media-types.ts";
import { ATTACHMENT_KINDS, type AttachmentKind } from "../core/message.ts";

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
  return ATTACHMENT_KINDS.find((each) => each === messageType) ?? "unknown";
}
