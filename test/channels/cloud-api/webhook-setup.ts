import { createCloudApiRoutes } from "../../../src/channels/cloud-api/webhook-routes.ts";
import { addressOf } from "../../../src/channels/cloud-api/message-rules.ts";
import { silentLogger } from "../../../src/core/silent-logger.ts";
import { systemClock } from "../../../src/core/system-clock.ts";
import type { InboundMessage, UserMove } from "../../../src/core/message.ts";
import type { DeliveryReport } from "../../../src/core/ports.ts";
import { META } from "../../cloud-api/account.ts";
import { signed } from "../../cloud-api/post-signed.ts";

export const VERIFY_TOKEN = "a-word-of-the-tests";

export interface WebhookSetup {
  readonly received: InboundMessage[];
  readonly reports: DeliveryReport[];
  readonly moves: UserMove[];
  readonly results: string[];
  /** The outcome of the next messages, by their text; `queued` by default. */
  readonly outcomes: Map<string, "busy" | Error>;
  /** Posts a body with these headers alone. */
  post(body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Response>;
  /** Posts JSON as Meta signs it. */
  deliver(json: unknown): Promise<Response>;
  get(query: Record<string, string>): Promise<Response>;
}

/** The webhook, with everything that it hands on. */
export function setUpWebhook(): WebhookSetup {
  const received: InboundMessage[] = [];
  const reports: DeliveryReport[] = [];
  const moves: UserMove[] = [];
  const results: string[] = [];
  const outcomes = new Map<string, "busy" | Error>();
  const app = createCloudApiRoutes({
    ...META,
    verifyToken: () => VERIFY_TOKEN,
    address: addressOf(META.phoneNumberId),
    receive: async (message) => {
      const outcome = outcomes.get(message.text) ?? "queued";
      if (outcome instanceof Error) throw outcome;
      if (outcome === "queued") received.push(message);
      return { outcome };
    },
    recordStatus: async (report) => reports.push(report),
    moveUser: async (move) => moves.push(move),
    onResult: (result) => results.push(result),
    log: silentLogger,
    clock: systemClock,
  });
  const url = "http://bot.example.org/webhook/whatsapp";
  const post: WebhookSetup["post"] = (body, headers = {}) =>
    app.handle(new Request(url, { method: "POST", headers, body }));
  return {
    received,
    reports,
    moves,
    results,
    outcomes,
    post,
    deliver: (json) => {
      const { body, signature } = signed(json, META.appSecret);
      return post(body, { "x-hub-signature-256": signature });
    },
    get: (query) => app.handle(new Request(`${url}?${new URLSearchParams(query).toString()}`)),
  };
}

/** The envelope of a webhook around the value of one change. */
export function envelope(value: unknown, field = "messages") {
  const metadata = {
    display_phone_number: META.displayNumber,
    phone_number_id: META.phoneNumberId,
  };
  const whole = { messaging_product: "whatsapp", metadata, ...Object(value) };
  return {
    object: "whatsapp_business_account",
    entry: [{ id: META.accountId, changes: [{ field, value: whole }] }],
  };
}

/** A message of a user; `more` replaces and adds fields. */
export function messageOf(more: object = {}) {
  return {
    from: "4915112345678",
    from_user_id: "DE.13491208655302741918",
    id: `wamid.${Buffer.from(crypto.randomUUID()).toString("base64")}`,
    timestamp: String(Math.floor(Date.now() / 1_000)),
    type: "text",
    text: { body: "Hello" },
    ...more,
  };
}
