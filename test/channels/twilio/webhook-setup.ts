import type { InboundMessage } from "../../../src/core/message.ts";
import { createTwilioStandIn, type TwilioStandIn } from "../../../src/simulator/twilio-stand-in.ts";
import type { DeliveryReport } from "../../../src/core/ports.ts";
import { createTwilioRoutes } from "../../../src/channels/twilio/webhook-routes.ts";
import { ACCOUNT_SID, AUTH_TOKEN, createLogBook, NUMBER, realClock } from "./fixtures.ts";

export const PUBLIC_URL = "https://bot.example";

export interface WebhookSetup {
  readonly twilio: TwilioStandIn;
  /** The origin at which the webhook listens. */
  readonly origin: string;
  readonly book: ReturnType<typeof createLogBook>;
  readonly received: InboundMessage[];
  readonly reports: DeliveryReport[];
  readonly results: string[];
  /** True if there is room for a message; true by default. */
  isAccepting: boolean;
  /** Posts a body as a form, with these headers and no signature but what they hold. */
  post(body: string, headers?: Record<string, string>, path?: string): Promise<Response>;
  stop(): Promise<void>;
}

/** The webhook on a free port, and the Twilio that calls it. */
export function setUpWebhook(address = NUMBER): WebhookSetup {
  const received: InboundMessage[] = [];
  const reports: DeliveryReport[] = [];
  const results: string[] = [];
  const book = createLogBook();
  const bot = createTwilioRoutes({
    authToken: AUTH_TOKEN,
    accountSid: ACCOUNT_SID,
    address,
    publicUrl: PUBLIC_URL,
    receive: async (message) => {
      received.push(message);
      return { outcome: setup.isAccepting ? "queued" : "busy" };
    },
    recordStatus: async (report) => reports.push(report),
    moveUser: async () => {},
    onResult: (result) => results.push(result),
    log: book,
    clock: realClock,
  }).listen({ hostname: "127.0.0.1", port: 0 });
  const origin = `http://127.0.0.1:${bot.server?.port}`;
  const twilio = createTwilioStandIn({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    number: NUMBER,
    webhookUrl: `${origin}/webhook`,
    publicUrl: PUBLIC_URL,
  });
  const setup: WebhookSetup = {
    twilio,
    origin,
    book,
    received,
    reports,
    results,
    isAccepting: true,
    post: (body, headers = {}, path = "/webhook") =>
      fetch(origin + path, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
        body,
      }),
    stop: async () => {
      await twilio.stop();
      await bot.stop(true);
    },
  };
  return setup;
}
