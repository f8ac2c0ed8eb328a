import { mediaTypeOf } from "../../core/media-types.ts";
import { ATTACHMENT_KINDS, type AttachmentKind } from "../../core/message.ts";

/** What an attachment is by its content type, or, when that says nothing, by the message's type. */
export function attachmentKind(
  contentType: string,
  messageType: string | undefined,
): AttachmentKind {
  const { kind } = mediaTypeOf(contentType);
  if (kind !== "unknown") return kind;
  return ATTACHMENT_KINDS.find((each) => each === messageType) ?? "unknown";
}
