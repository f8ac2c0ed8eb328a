import type { OutgoingFile } from "../../core/reply-part.ts";

/** Returns where Twilio fetches a file that we send. */
export function fileUrl(publicUrl: string, { token }: OutgoingFile): string {
  return `${publicUrl}/media/${token}`;
}
