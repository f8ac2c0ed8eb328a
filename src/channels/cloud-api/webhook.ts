import type { Clock, Logger } from "../../core/ports.ts";
import type { InboundHandlers } from "../channel.ts";
import { createMessageRules } from "./message-rules.ts";
import { type BatchEvent, type BatchRules, readBatch } from "./read-batch.ts";
import { isSameText, verifySignature } from "./verify-signature.ts";
import { MAX_BATCH_BYTES } from "./webhook-path.ts";
import { parseJson } from "../../core/json.ts";

export interface WebhookDeps extends InboundHandlers {
  readonly appSecret: string;
  readonly verifyToken: () => string;
  readonly phoneNumberId: string;
  /** Our own address. */
  readonly address: string;
  readonly log: Logger;
  readonly clock: Clock;
}

export interface Webhook {
  /** Receives a batch of messages and delivery reports. */
  receive(request: Request): Promise<Response>;
  /** Answers Meta's question whether the webhook is ours. */
  verify(request: Request): Response;
}

const MINUTE_MS = 60_000;

const WRONG_TOKEN =
  "This is the webhook for WhatsApp messages from Meta. The verify token is not this bot's: “whatsapp-ai-bot doctor” shows it.\n";

/** Creates the handlers of the webhook: nothing is parsed before its signature is verified. */
export function createWebhook(deps: WebhookDeps): Webhook {
  const rules = { ...createMessageRules(deps.address), phoneNumberId: deps.phoneNumberId };
  const refused = createRefusalLog(deps);
  return {
    receive: (request) => receive(request, rules, refused, deps),
    verify: (request) => verify(request, deps),
  };
}

function verify({ url }: Request, { verifyToken, log }: WebhookDeps): Response {
  const query = new URL(url).searchParams;
  const challenge = query.get("hub.challenge") ?? "";
  const isOurs =
    query.get("hub.mode") === "subscribe" &&
    isSameText(query.get("hub.verify_token") ?? "", verifyToken());
  if (isOurs && /^[\w-]{1,200}$/.test(challenge)) {
    log.info("webhook verified by Meta");
    return new Response(challenge, { headers: { "content-type": "text/plain" } });
  }
  const status = query.has("hub.mode") ? 403 : 200;
  return new Response(WRONG_TOKEN, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}

async function receive(
  request: Request,
  rules: BatchRules,
  refused: (signature: string | null) => void,
  deps: WebhookDeps,
): Promise<Response> {
  const arrivedAt = deps.clock.now();
  const body = await request.bytes();
  const done = (result: string) => deps.onResult(result, deps.clock.now() - arrivedAt);
  if (body.byteLength > MAX_BATCH_BYTES) {
    done("too-large");
    return refuse(413, "The body is larger than 3 MiB.");
  }
  const signature = request.headers.get("x-hub-signature-256");
  if (!verifySignature(body, signature, deps.appSecret)) {
    refused(signature);
    done("forged");
    return refuse(403, "The signature does not match.");
  }
  const parsed = parseJson(new TextDecoder().decode(body));
  if (parsed === null) {
    done("malformed");
    return refuse(400, "The body is not JSON.");
  }
  const caller = { arrivedAt, signal: request.signal };
  const outcomes = await Promise.allSettled(
    inOrder(readBatch(parsed, rules)).map((events) => handleAll(events, caller, deps)),
  );
  // What is stored stays stored: the batch comes again, and is recognised.
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  const isBusy = outcomes.some((outcome) => outcome.status === "fulfilled" && outcome.value);
  return isBusy
    ? refuse(503, "Too many messages are waiting. Try again soon.", { "retry-after": "5" })
    : new Response("EVENT_RECEIVED", { headers: { "content-type": "text/plain" } });
}

/**
 * Groups the events of a batch: those of one user, and those of one message of ours, stay in their
 * order. After a move no two users can be distinguished beforehand, so all stay in order.
 */
function inOrder(events: readonly BatchEvent[]): BatchEvent[][] {
  if (events.some(({ kind }) => kind === "move")) return [[...events]];
  const groups = Map.groupBy(events, (event) => {
    if (event.kind === "message") {
      const { identity, from } = event.message;
      return `user ${identity.externalUserId ?? from}`;
    }
    return event.kind === "status" ? event.report.sid : "";
  });
  return [...groups.values()];
}

interface Caller {
  readonly arrivedAt: number;
  readonly signal: AbortSignal;
}

/** Handles events one after the other; returns whether there was no room for one of them. */
async function handleAll(
  events: readonly BatchEvent[],
  caller: Caller,
  deps: WebhookDeps,
): Promise<boolean> {
  let isBusy = false;
  for (const event of events) {
    const result = await handle(event, caller, deps);
    isBusy ||= result === "busy";
    if (result !== null) deps.onResult(result, deps.clock.now() - caller.arrivedAt);
  }
  return isBusy;
}

/** Returns the result for the metrics; null for a report, which has a metric of its own. */
async function handle(
  event: BatchEvent,
  caller: Caller,
  deps: WebhookDeps,
): Promise<string | null> {
  switch (event.kind) {
    case "message": {
      const { message, sentAt } = event;
      const received = await deps.receive(message, {
        ...caller,
        ...(sentAt !== null && { sentAt }),
      });
      return received.outcome;
    }
    case "status":
      await deps.recordStatus(event.report);
      return null;
    case "move":
      await deps.moveUser(event.move);
      return "moved";
    case "foreign-number":
      deps.log.debug("event of another number ignored");
      return "foreign-number";
    case "malformed":
      deps.log.warn("entry of a batch cannot be read");
      return "malformed";
    case "ignored":
      return event.why;
    case "error":
      deps.log.error("Meta reports an error", { code: event.code });
      return "error";
  }
}

function refuse(status: number, error: string, headers: Record<string, string> = {}): Response {
  return Response.json({ error }, { status, headers });
}

/** Returns a function that logs refused signatures, at most once a minute. */
function createRefusalLog({ log, clock }: WebhookDeps): (signature: string | null) => void {
  let minute = 0;
  let unlogged = 0;
  return (signature) => {
    unlogged += 1;
    const now = Math.floor(clock.now() / MINUTE_MS);
    if (now === minute) return;
    minute = now;
    log.warn("webhook signature refused", {
      hint:
        signature === null
          ? "it carries no X-Hub-Signature-256, so it does not come from Meta"
          : "either WHATSAPP_APP_SECRET is not the secret of the app, or a proxy changes the body, or a third party forges requests",
      refusals: unlogged,
    });
    unlogged = 0;
  };
}
