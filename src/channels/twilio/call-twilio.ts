import { SendUncertain } from "../../core/errors.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import { type ApiCall, callApi } from "../call-api.ts";
import { translateAnswer } from "./translate-error.ts";
import { parseJson } from "../../core/json.ts";

export interface TwilioCall extends ApiCall {
  readonly url: string;
}

export interface CallDeps {
  readonly accountSid: string;
  readonly authToken: string;
  readonly log: Logger;
  readonly clock: Clock;
}

interface TwilioAnswer {
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/**
 * Calls Twilio's REST API once. Throws `TransientError`, `PermanentError` or `SendUncertain`.
 * Not through Twilio's client: its timeout counts idleness, not the whole call, and its errors
 * hide Retry-After.
 */
export async function callTwilio(call: TwilioCall, deps: CallDeps): Promise<TwilioAnswer> {
  const { accountSid, authToken, clock } = deps;
  const authorization = basicAuthorization(accountSid, authToken);
  const how = { authorization, clock, messenger: "Twilio" };
  const { status, headers, text } = await callApi(call.url, call, how);
  const body = toRecord(parseJson(text));
  if (status < 200 || status >= 300) {
    const code = typeof body?.["code"] === "number" ? body["code"] : null;
    deps.log.debug("twilio refused", { path: new URL(call.url).pathname, status, code });
    throw translateAnswer({ status, headers, code }, clock.now());
  }
  if (body === null) throw new SendUncertain("Twilio's answer is not a JSON object");
  return { body, headers };
}

/** Returns the value of an Authorization header for Twilio's API. */
export function basicAuthorization(accountSid: string, authToken: string): string {
  return `Basic ${btoa(`${accountSid}:${authToken}`)}`;
}

/** Returns a JSON object as a record of fields; null for anything else. */
export function toRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null ? { ...value } : null;
}
