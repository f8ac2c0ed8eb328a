import type { StandInMessage } from "./journal.ts";

/** The price of a message in Twilio's form: `-0.00500` and `USD`. */
export interface MessagePrice {
  readonly amount: string;
  readonly unit: string;
}

/**
 * Returns a message as Twilio's REST API shows it; further facts in a webhook are not part of it.
 */
export function toMessageResource(
  message: StandInMessage,
  accountSid: string,
  price: MessagePrice | null = null,
) {
  const path = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`;
  const created = toRfc2822(message.createdAt);
  const isSent = message.status !== "queued";
  return {
    account_sid: accountSid,
    api_version: "2010-04-01",
    body: message.body,
    date_created: created,
    date_sent: isSent ? created : null,
    date_updated: created,
    direction: message.direction,
    error_code: message.errorCode,
    error_message: null,
    from: message.from,
    messaging_service_sid: null,
    num_media: String(message.mediaUrls.length),
    num_segments: "1",
    price: price?.amount ?? null,
    price_unit: price?.unit ?? null,
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${path}/Media.json` },
    to: message.to,
    uri: `${path}.json`,
  };
}

/** Formats a date for Twilio's REST API, in whole seconds. */
export function toRfc2822(time: number): string {
  return new Date(time).toUTCString().replace("GMT", "+0000");
}
