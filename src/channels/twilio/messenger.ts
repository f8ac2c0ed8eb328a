import { SendUncertain, TransientError } from "../../core/errors.ts";
import type { Messenger, OutboundPart, SentMessage } from "../../core/ports.ts";
import { wordsOfPart } from "../../core/reply-part.ts";
import { callTwilio, type CallDeps, toRecord } from "./call-twilio.ts";
import { toDeliveryStatus } from "./delivery-status.ts";
import { fileUrl } from "./file-url.ts";
import { sendableText } from "../sendable-text.ts";
import { statusCallbackUrl } from "./status-callback-url.ts";
import { asReadError } from "../failed-call.ts";

export interface TwilioMessengerDeps extends CallDeps {
  /** Our own address, such as `whatsapp:+14155238886`. */
  readonly address: string;
  /** Replaces api.twilio.com and messaging.twilio.com. */
  readonly apiBaseUrl: string | null;
  /** The URL at which Twilio reaches us, up to `/webhook`, without a trailing slash. */
  readonly publicUrl: string;
  /** The SID of the approved template whose variable 1 is a reminder; null if there is none. */
  readonly reminderTemplate: string | null;
}

const SEND_DEADLINE_MS = 10_000;
const LIST_DEADLINE_MS = 10_000;
const TYPING_DEADLINE_MS = 5_000;
const LISTED_MESSAGES = 50;

/** Creates the messenger for WhatsApp through Twilio's REST API. */
export function createTwilioMessenger(deps: TwilioMessengerDeps): Messenger {
  return {
    send: (part) => send(part, deps),
    listSentTo: ({ to }) => listSentTo(to, deps),
    showTyping: (inboundSid) => showTyping(inboundSid, deps),
  };
}

async function send(part: OutboundPart, deps: TwilioMessengerDeps): Promise<{ sid: string }> {
  const form = new URLSearchParams({ To: part.to, From: deps.address });
  const body = sendableText(wordsOfPart(part.content));
  if (part.content.kind === "template" && deps.reminderTemplate !== null) {
    form.set("ContentSid", deps.reminderTemplate);
    // WhatsApp refuses a variable with line breaks, tabs or several spaces in a row.
    form.set("ContentVariables", JSON.stringify({ 1: body.replaceAll(/\s+/g, " ") }));
  } else if (body !== "") {
    form.set("Body", body);
  }
  if (part.content.kind === "media") {
    form.set("MediaUrl", fileUrl(deps.publicUrl, part.content.file));
  }
  form.set("StatusCallback", statusCallbackUrl(deps.publicUrl, part.nonce));
  const answer = await callTwilio(
    { method: "POST", url: messagesUrl(deps), form, deadlineMs: SEND_DEADLINE_MS },
    deps,
  );
  const { sid } = answer.body;
  if (typeof sid !== "string") throw new SendUncertain("Twilio's answer names no message");
  return { sid };
}

async function listSentTo(
  to: string,
  deps: TwilioMessengerDeps,
): Promise<{ messages: SentMessage[]; clockOffsetMs: number }> {
  // No DateSent filter: a message that is still queued has no date.
  const query = new URLSearchParams({
    To: to,
    From: deps.address,
    PageSize: String(LISTED_MESSAGES),
  });
  const url = `${messagesUrl(deps)}?${query.toString()}`;
  const answer = await callTwilio({ method: "GET", url, deadlineMs: LIST_DEADLINE_MS }, deps).catch(
    (error: unknown) => {
      throw asReadError(error);
    },
  );
  const { messages } = answer.body;
  const twilioNow = Date.parse(answer.headers.get("date") ?? "");
  if (!Array.isArray(messages) || Number.isNaN(twilioNow)) {
    throw new TransientError("Twilio's list cannot be read");
  }
  // Our clock is read after the response: otherwise a slow response would make Twilio's clock look
  // fast, and the search for a lost send would begin after it.
  const clockOffsetMs = twilioNow - deps.clock.now();
  return { messages: messages.flatMap((row) => toSentMessage(row, deps) ?? []), clockOffsetMs };
}

async function showTyping(inboundSid: string, deps: TwilioMessengerDeps): Promise<void> {
  const origin = deps.apiBaseUrl ?? "https://messaging.twilio.com";
  const form = new URLSearchParams({ channel: "whatsapp", messageId: inboundSid });
  await callTwilio(
    {
      method: "POST",
      url: `${origin}/v2/Indicators/Typing.json`,
      form,
      deadlineMs: TYPING_DEADLINE_MS,
    },
    deps,
  );
}

function messagesUrl({ apiBaseUrl, accountSid }: TwilioMessengerDeps): string {
  return `${apiBaseUrl ?? "https://api.twilio.com"}/2010-04-01/Accounts/${accountSid}/Messages.json`;
}

/** Returns a row as one of our messages; null if it was sent from another address. */
function toSentMessage(row: unknown, { address }: TwilioMessengerDeps): SentMessage | null {
  const fields = toRecord(row) ?? {};
  const {
    sid,
    from,
    to,
    body,
    direction,
    status,
    num_media: files,
    date_created: created,
  } = fields;
  const createdAt = Date.parse(String(created));
  if (typeof sid !== "string" || typeof body !== "string" || Number.isNaN(createdAt)) {
    throw new TransientError("A row of Twilio's list cannot be read");
  }
  if (direction === "inbound" || from !== address) return null;
  return {
    sid,
    to: String(to),
    body,
    files: Number(files) || 0,
    status: toDeliveryStatus(String(status)) ?? "accepted",
    createdAt,
  };
}
