import { explainCode } from "../channels/twilio/error-codes.ts";
import type { CallEntry, StandInEvent, WebhookEntry } from "./twilio/journal.ts";
import type { Exchange } from "./wire.ts";

const SID = /\b(?:SM|MM)[0-9a-f]{32}\b/;

type Recorded = Extract<StandInEvent, { kind: "webhook" | "call" }>;

/** The bot's reaction to faults of Twilio without a code, by HTTP status. */
const FAULTS: Readonly<Record<string, string>> = {
  "429": "Too many requests at once. The bot waits and sends it again.",
  "500":
    "Twilio failed before it did anything. The bot checks whether the message was sent, finds that it was not, and sends it again.",
  "lost-response":
    "The message was sent, but the connection broke before Twilio’s answer. The bot looks it up instead of sending it twice.",
  slow: "Twilio took its time. The bot waits ten seconds for an answer.",
};

/**
 * Explains a fault or a code of Twilio's and the bot's reaction; null if there is no explanation.
 */
export function explainFault(fault: string | null): string | null {
  if (fault === null) return null;
  const known = explainCode(fault);
  return FAULTS[fault] ?? (known && `${known.meaning}. ${known.remedy}`);
}

/** Returns Twilio's code in a response that refuses a call; null if there is none. */
export function refusalCode({ refusal }: CallEntry): string | null {
  return /"code":\s*(\d+)/.exec(refusal ?? "")?.[1] ?? null;
}

/** Converts an HTTP exchange to its form on the page. */
export function toExchange(event: Recorded): Omit<Exchange, "user"> {
  return event.kind === "webhook" ? fromWebhook(event.webhook) : fromCall(event.call);
}

function fromWebhook(webhook: WebhookEntry): Omit<Exchange, "user"> {
  const { order, kind, sid, url, params, signature, status, answer, at, durationMs } = webhook;
  return {
    id: order,
    about: sid,
    kind: "webhook",
    title: kind === "message" ? "Webhook: a message" : `Report: ${params["MessageStatus"]}`,
    method: "POST",
    address: url,
    params,
    signature,
    status,
    answer: answer || null,
    fault: null,
    explanation: null,
    at,
    durationMs,
  };
}

function fromCall(call: CallEntry): Omit<Exchange, "user"> {
  const { order, method, path, params, status, refusal, fault, at, durationMs } = call;
  return {
    id: order,
    about: subjectOf(call),
    kind: "call",
    title: titleOf(call),
    method,
    address: path,
    params,
    signature: null,
    status,
    answer: refusal,
    fault,
    explanation: explainFault(fault ?? refusalCode(call)),
    at,
    durationMs,
  };
}

/** Returns the name of a send: its nonce, so that failed sends are found again as well. */
function subjectOf({ path, params }: CallEntry): string | null {
  const callback = URL.parse(params["StatusCallback"] ?? "");
  return callback?.searchParams.get("o") ?? params["messageId"] ?? SID.exec(path)?.[0] ?? null;
}

function titleOf({ server, method, path }: CallEntry): string {
  if (server === "media") return "Downloads a file";
  if (path === "/v1/Content") return "Creates a template for buttons";
  if (path.endsWith("/Typing.json")) return "Shows typing";
  if (path.includes("/Media/")) {
    return method === "DELETE" ? "Deletes a file" : "Asks where a file is";
  }
  switch (method) {
    case "POST":
      return "Sends a message";
    case "DELETE":
      return "Deletes a message";
    default:
      return path.endsWith("/Messages.json") ? "Looks a message up" : "Fetches a message";
  }
}
