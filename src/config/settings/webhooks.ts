import { key, matching } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const webhooks = group("Webhooks");

const isLoopback = (host: string) =>
  host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);

/** Returns whether an address may be sent events: https, or http on this machine, without credentials. */
function isReceiver(given: string): boolean {
  const url = URL.parse(given);
  if (url === null || url.username + url.password + url.hash !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** The settings of the events that other programs are sent. */
export const webhookSettings = {
  eventsWebhookUrl: webhooks(
    "EVENTS_WEBHOOK_URL",
    matching("an https address (or http on this machine, in development)", isReceiver),
    {
      // A path may hold a token of the receiver's.
      secret: true,
      otherwise: "no events are sent",
      remedy: "set it to the address of the program that receives events, or leave it out",
      example: "your_events_webhook_url",
      doc: "Receives a signed POST for each message received, answered or failed and each conversation handed over (docs/webhooks.md).",
    },
  ),
  eventsWebhookSecret: webhooks("EVENTS_WEBHOOK_SECRET", key("a secret"), {
    secret: true,
    otherwise: "required with EVENTS_WEBHOOK_URL",
    remedy: "create one with: openssl rand -hex 32",
    example: "your_events_webhook_secret",
    doc: "Signs those events, so that the receiver can check that they come from this bot.",
  }),
} satisfies Record<string, Setting>;

const FEWEST_CHARACTERS = 24;

/** Returns what is wrong with the receiver's settings together. */
export function webhookFaults({
  eventsWebhookUrl: url,
  eventsWebhookSecret: secret,
  appEnv,
}: {
  readonly eventsWebhookUrl?: string | null | undefined;
  readonly eventsWebhookSecret?: string | null | undefined;
  readonly appEnv?: string | undefined;
}): string[] {
  const { remedy, env } = webhookSettings.eventsWebhookSecret;
  const faults: string[] = [];
  if (typeof url === "string" && secret === null) {
    faults.push(`${env} is required with EVENTS_WEBHOOK_URL: ${remedy}`);
  }
  if (typeof secret === "string" && secret.length < FEWEST_CHARACTERS) {
    const found = `a text of ${secret.length} characters`;
    faults.push(`${env} must have at least ${FEWEST_CHARACTERS}, but is ${found}: ${remedy}`);
  }
  if (typeof url === "string" && appEnv !== "development" && url.startsWith("http:")) {
    faults.push(
      "EVENTS_WEBHOOK_URL must begin with https in production: set it to a public https address",
    );
  }
  return faults;
}
