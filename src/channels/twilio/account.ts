import { TransientError } from "../../core/errors.ts";
import { callTwilio, type CallDeps, toRecord } from "./call-twilio.ts";
import { asReadError } from "../failed-call.ts";

export interface AccountDeps extends CallDeps {
  /** Replaces api.twilio.com and messaging.twilio.com. */
  readonly apiBaseUrl: string | null;
}

export interface TwilioAccount {
  readonly name: string;
  readonly status: string;
  readonly isTrial: boolean;
  /** Twilio's clock minus ours, in whole seconds; null if its response had no date. */
  readonly clockOffsetMs: number | null;
}

export interface WhatsappSender {
  /** `XE…` */
  readonly sid: string;
  /** `whatsapp:+…` */
  readonly address: string;
  /** `ONLINE` when it works. */
  readonly status: string;
  readonly webhook: { readonly url: string; readonly method: string } | null;
  /** Every address that Twilio calls for it, in Twilio's own field names. */
  readonly callbacks: Readonly<Record<string, unknown>>;
}

const DEADLINE_MS = 10_000;
const LISTED_SENDERS = 100;

/**
 * Returns the account that the credentials belong to. Throws `TransientError` or `PermanentError`.
 */
export async function fetchAccount(deps: AccountDeps): Promise<TwilioAccount> {
  const origin = deps.apiBaseUrl ?? "https://api.twilio.com";
  const url = `${origin}/2010-04-01/Accounts/${deps.accountSid}.json`;
  const { body, headers } = await get(url, deps);
  const twilioNow = Date.parse(headers.get("date") ?? "");
  return {
    name: asText(body["friendly_name"]),
    status: asText(body["status"]),
    isTrial: body["type"] === "Trial",
    clockOffsetMs: Number.isNaN(twilioNow) ? null : twilioNow - deps.clock.now(),
  };
}

/**
 * Returns the account's own WhatsApp numbers, without the sandbox's. Throws like `fetchAccount`.
 */
export async function listWhatsappSenders(deps: AccountDeps): Promise<WhatsappSender[]> {
  const origin = deps.apiBaseUrl ?? "https://messaging.twilio.com";
  const url = `${origin}/v2/Channels/Senders?Channel=whatsapp&PageSize=${LISTED_SENDERS}`;
  const { body } = await get(url, deps);
  const { senders } = body;
  if (!Array.isArray(senders)) throw new TransientError("Twilio's list of senders cannot be read");
  return senders.map((row): WhatsappSender => {
    const sender = toRecord(row) ?? {};
    const webhook = toRecord(sender["webhook"]);
    const callbackUrl = asText(webhook?.["callback_url"]);
    return {
      sid: asText(sender["sid"]),
      address: asText(sender["sender_id"]),
      status: asText(sender["status"]),
      webhook:
        callbackUrl === ""
          ? null
          : { url: callbackUrl, method: asText(webhook?.["callback_method"]) || "POST" },
      callbacks: webhook ?? {},
    };
  });
}

/**
 * Makes Twilio call `url` with POST for what is sent to a number of this account; its other callbacks
 * stay. Throws `TransientError` or `PermanentError`.
 */
export async function pointSenderAt(
  { sid, callbacks }: WhatsappSender,
  url: string,
  deps: AccountDeps,
): Promise<void> {
  const origin = deps.apiBaseUrl ?? "https://messaging.twilio.com";
  const given = Object.entries(callbacks).filter(([, value]) => value !== null);
  const webhook = { ...Object.fromEntries(given), callback_url: url, callback_method: "POST" };
  await callTwilio(
    {
      method: "POST",
      url: `${origin}/v2/Channels/Senders/${sid}`,
      json: { webhook },
      deadlineMs: DEADLINE_MS,
    },
    deps,
  ).catch((error: unknown) => {
    throw asReadError(error);
  });
}

function get(url: string, deps: CallDeps) {
  return callTwilio({ method: "GET", url, deadlineMs: DEADLINE_MS }, deps).catch(
    (error: unknown) => {
      throw asReadError(error);
    },
  );
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
