import type { CallEntry, StandInEvent, WebhookEntry } from "./twilio/journal.ts";
import type { Exchange } from "./wire.ts";

const SID = /\b(?:SM|MM)[0-9a-f]{32}\b/;

type Recorded = Extract<StandInEvent, { kind: "webhook" | "call" }>;

/** An HTTP exchange as a person reads it. */
export function toExchange(event: Recorded): Omit<Exchange, "id" | "person"> {
  return event.kind === "webhook" ? fromWebhook(event.webhook) : fromCall(event.call);
}

function fromWebhook(webhook: WebhookEntry): Omit<Exchange, "id" | "person"> {
  const { kind, sid, url, params, signature, status, answer, at, durationMs } = webhook;
  return {
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
    at,
    durationMs,
  };
}

function fromCall(call: CallEntry): Omit<Exchange, "id" | "person"> {
  const { method, path, params, status, refusal, fault, at, durationMs } = call;
  return {
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
    at,
    durationMs,
  };
}

/** A send is named by its nonce, so that those that fail are found again as well. */
function subjectOf({ path, params }: CallEntry): string | null {
  const callback = URL.parse(params["StatusCallback"] ?? "");
  return callback?.searchParams.get("o") ?? params["messageId"] ?? SID.exec(path)?.[0] ?? null;
}

function titleOf({ server, method, path }: CallEntry): string {
  if (server === "media") return "Downloads a file";
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
