import { SendUncertain } from "../../core/errors.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import { translateAnswer, translateBreak } from "./translate-error.ts";

export interface TwilioCall {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly form?: URLSearchParams;
  /** Sent as JSON, in place of a form. */
  readonly json?: object;
  /** True for a POST that may be made twice. */
  readonly isRepeatable?: boolean;
  /** For the whole call, from the DNS look-up to the last byte of the response. */
  readonly deadlineMs: number;
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
  const { status, headers, text } = await exchange(call, deps);
  const body = parseObject(text);
  if (status < 200 || status >= 300) {
    const code = typeof body?.["code"] === "number" ? body["code"] : null;
    deps.log.debug("twilio refused", { path: new URL(call.url).pathname, status, code });
    throw translateAnswer({ status, headers, code }, deps.clock.now());
  }
  if (body === null) throw new SendUncertain("Twilio's answer is not a JSON object");
  return { body, headers };
}

async function exchange(
  { method, url, form, json, isRepeatable = method === "GET", deadlineMs }: TwilioCall,
  { accountSid, authToken, clock }: CallDeps,
): Promise<{ status: number; headers: Headers; text: string }> {
  const deadline = new AbortController();
  const cancel = clock.after(deadlineMs, () => deadline.abort());
  try {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: basicAuthorization(accountSid, authToken),
        ...(json && { "content-type": "application/json" }),
      },
      ...(form && { body: form }),
      ...(json && { body: JSON.stringify(json) }),
      signal: deadline.signal,
      // The credentials are sent to this origin only.
      redirect: "manual",
      // A send over a connection that closed while idle would be uncertain without any gain.
      keepalive: isRepeatable,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    throw translateBreak(error);
  } finally {
    cancel();
  }
}

/** Returns the value of an Authorization header for Twilio's API. */
export function basicAuthorization(accountSid: string, authToken: string): string {
  return `Basic ${btoa(`${accountSid}:${authToken}`)}`;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return toRecord(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Returns a JSON object as a record of fields; null for anything else. */
export function toRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null ? { ...value } : null;
}
