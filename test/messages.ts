import type { InboundMessage } from "../src/core/message.ts";

let count = 0;

/** A text message from a user in Germany, with its own sid. */
export function aMessage(message: Partial<InboundMessage> = {}): InboundMessage {
  count += 1;
  const from = message.from ?? message.identity?.phoneNumber ?? "whatsapp:+4915112345678";
  return {
    sid: `SM${String(count).padStart(32, "0")}`,
    from,
    to: "whatsapp:+14155238886",
    identity: { phoneNumber: from, externalUserId: null },
    profileName: "Ada",
    type: "text",
    text: "hello",
    attachments: [],
    location: null,
    quotedSid: null,
    isForwarded: false,
    raw: {},
    ...message,
  };
}
