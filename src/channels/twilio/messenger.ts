import { PermanentError, SendUncertain, TransientError } from "../../core/errors.ts";
import type { Messenger, OutboundPart, SentMessage } from "../../core/ports.ts";
import { withoutButtons, wordsOfPart } from "../../core/reply-part.ts";
import { callTwilio, type CallDeps, toRecord } from "./call-twilio.ts";
import { toDeliveryStatus } from "./delivery-status.ts";
import { fileUrl } from "./file-url.ts";
import { quickReplyOf } from "./quick-reply.ts";
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
/** Twilio's code for an object that does not exist. */
const NOT_FOUND = "20404";

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
  const template = templateOf(part, deps);
  if (template !== null) {
    form.set("ContentSid", template.sid);
    form.set("ContentVariables", JSON.stringify(template.variables));
  } else {
    const body = sendableText(wordsOfPart(withoutButtons(part.content)));
    if (body !== "") form.set("Body", body);
  }
  if (part.content.kind === "media") {
    form.set("MediaUrl", fileUrl(deps.publicUrl, part.content.file));
  }
  const isQuickReply = template !== null && part.content.kind === "choices";
  form.set("StatusCallback", statusCallbackUrl(deps.publicUrl, part.nonce, isQuickReply));
  const answer = await callTwilio(
    { method: "POST", url: messagesUrl(deps), form, deadlineMs: SEND_DEADLINE_MS },
    deps,
  ).catch((error: unknown) => {
    throw isQuickReply ? asTemplateError(error) : error;
  });
  const { sid } = answer.body;
  if (typeof sid !== "string") throw new SendUncertain("Twilio's answer names no message");
  return { sid };
}

interface UsedTemplate {
  readonly sid: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Returns the template that a part is sent with, and its variables; null for a text. */
function templateOf(
  { content, templateId = null }: OutboundPart,
  { reminderTemplate }: TwilioMessengerDeps,
): UsedTemplate | null {
  if (content.kind === "template" && reminderTemplate !== null) {
    // WhatsApp refuses a variable with line breaks, tabs or several spaces in a row.
    const text = sendableText(content.text).replaceAll(/\s+/g, " ");
    return { sid: reminderTemplate, variables: { 1: text } };
  }
  const reply = templateId === null ? null : quickReplyOf(content);
  return reply === null || templateId === null
    ? null
    : { sid: templateId, variables: reply.variables };
}

/** Of a message with a template, what Twilio did not find is the template. */
function asTemplateError(error: unknown): unknown {
  if (!(error instanceof PermanentError) || error.code !== NOT_FOUND) return error;
  return new PermanentError(error.message, {
    cause: error,
    code: error.code,
    reason: "template-gone",
  });
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
      isRepeatable: true,
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
