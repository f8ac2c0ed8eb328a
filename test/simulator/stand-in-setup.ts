import twilio from "twilio";
import { validateRequest } from "twilio/lib/webhooks/webhooks";
import {
  createTwilioStandIn,
  type TwilioStandIn,
  type TwilioStandInOptions,
} from "../../src/simulator/twilio-stand-in.ts";

export const ACCOUNT_SID = "AC00112233445566778899aabbccddeeff";
export const AUTH_TOKEN = "a-token-of-the-tests";
export const NUMBER = "whatsapp:+14155238886";
export const ADA = "whatsapp:+4915112345678";
export const PUBLIC_URL = "https://bot.example";

export interface Seen {
  readonly url: string;
  readonly headers: Headers;
  readonly params: Record<string, string>;
}

/** A stand-in whose bot takes every webhook and only notes it in `seen`. */
export function startStandIn(
  seen: Seen[],
  options: Partial<TwilioStandInOptions> = {},
): TwilioStandIn {
  return createTwilioStandIn({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    number: NUMBER,
    webhookUrl: "http://127.0.0.1:8000/webhook?a=1",
    publicUrl: PUBLIC_URL,
    post: async (request) => {
      const params = Object.fromEntries(new URLSearchParams(await request.text()));
      seen.push({ url: request.url, headers: request.headers, params });
      return new Response("<Response/>", { status: 200 });
    },
    ...options,
  });
}

/** Twilio's own client, to hold the stand-in against what the real one expects. */
export function createClient({ url }: TwilioStandIn) {
  const client = twilio(ACCOUNT_SID, AUTH_TOKEN);
  client.api.baseUrl = url;
  client.messaging.baseUrl = url;
  return client;
}

/** Sends as the bot does, with whatever the form holds. */
export function create({ url }: TwilioStandIn, form: Record<string, string>): Promise<Response> {
  return fetch(`${url}/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${ACCOUNT_SID}:${AUTH_TOKEN}`)}` },
    body: new URLSearchParams(form),
  });
}

export function send(standIn: TwilioStandIn, body: string): Promise<Response> {
  return create(standIn, { To: ADA, From: NUMBER, Body: body });
}

export function isSigned({ headers, params }: Seen, url: string): boolean {
  return validateRequest(AUTH_TOKEN, headers.get("x-twilio-signature") ?? "", url, params);
}
