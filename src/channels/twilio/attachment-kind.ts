import type { AttachmentKind } from "../../core/message.ts";

/** What an attachment is by its content type, or, when that says nothing, by the message's type. */
export function attachmentKind(
  contentType: string,
  messageType: string | undefined,
): AttachmentKind {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (/^text\/(?:x-)?vcard$/.test(type)) return "contacts";
  if (type.startsWith("image/")) return "image";
  if (type.startsWith("audio/") || type === "application/ogg") return "audio";
  if (type.startsWith("video/")) return "video";
  if (type.startsWith("text/")) return "document";
  if (type.startsWith("application/") && type !== "application/octet-stream") return "document";
  const declared = messageType ?? "";
  switch (declared) {
    case "image":
    case "audio":
    case "video":
    case "document":
    case "contacts":
      return declared;
    default:
      return "unknown";
  }
}
