import type { PastAttachment, StoredAttachment } from "./attachments.ts";

/** An attachment together with what its message says. */
export function toPastAttachment(
  attachment: StoredAttachment,
  message: { readonly content: string | null; readonly createdAt: number },
): PastAttachment {
  return { ...attachment, caption: message.content ?? "", receivedAt: message.createdAt };
}
