import { type PermanentError, SendUncertain, TransientError } from "../../core/errors.ts";
import { reasonOfStatus, refusalOf } from "../failed-call.ts";
import { reasonOfCode } from "./error-codes.ts";

export interface FailedAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Twilio's own error code, if the body had one. */
  readonly code: number | null;
}

const LONGEST_WAIT_MS = 5 * 60_000;
/** A trial's daily limit; a loop of two bots answering each other. Both pass, but not soon. */
const HELD = new Set([63038, 14107]);
/**
 * Too many requests; WhatsApp's own rate limit; a temporary fault of the carrier or of WhatsApp.
 */
const PASSING = new Set([20429, 63018, 30008, 63019]);

/**
 * Returns the error for a response other than 2xx, without Twilio's own words, which quote numbers.
 * A 4xx is Twilio's refusal, so nothing was sent; any other status is uncertain.
 */
export function translateAnswer(
  { status, headers, code }: FailedAnswer,
  now: number,
): TransientError | PermanentError | SendUncertain {
  const facts = {
    code: code === null ? `HTTP ${status}` : String(code),
    reason: (code === null ? null : reasonOfCode(String(code))) ?? reasonOfStatus(status),
  };
  const message = describe(status, code);
  if (status < 400 || status >= 500 || status === 408) return new SendUncertain(message, facts);
  if (code !== null && HELD.has(code)) {
    return new TransientError(message, { ...facts, retryAfterMs: LONGEST_WAIT_MS });
  }
  const isPassing = status === 429 || (code !== null && isPassingCode(code));
  return refusalOf(message, facts, { isPassing, headers, now });
}

/** Returns whether a Twilio code stands for a temporary fault. */
export function isPassingCode(code: number): boolean {
  return PASSING.has(code);
}

function describe(status: number, code: number | null): string {
  if (code === null) return `Twilio answered with HTTP ${status}`;
  return `Twilio answered with HTTP ${status} and its code ${code}, see https://www.twilio.com/docs/errors/${code}`;
}
