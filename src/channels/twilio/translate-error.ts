import { type PermanentError, SendUncertain, TransientError } from "../../core/errors.ts";
import { describeAnswer, factsOf, type FailedAnswer, refusalOf } from "../failed-call.ts";
import { reasonOfCode } from "./error-codes.ts";

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
  { headers, ...answer }: FailedAnswer & { readonly headers: Headers },
  now: number,
): TransientError | PermanentError | SendUncertain {
  const { status, code } = answer;
  const facts = factsOf(answer, reasonOfCode);
  const page = code === null ? "" : `, see https://www.twilio.com/docs/errors/${code}`;
  const message = describeAnswer("Twilio", answer) + page;
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
