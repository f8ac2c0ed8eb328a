import { type PermanentError, SendUncertain, type TransientError } from "../../core/errors.ts";
import { describeAnswer, factsOf, type FailedAnswer, refusalOf } from "../failed-call.ts";
import { isPassingCode, reasonOfCode } from "../whatsapp-json/error-codes.ts";

/** "Unknown error": the only codes of which Meta does not say that nothing was done. */
const UNCERTAIN: ReadonlySet<number> = new Set([1, 131000]);

/**
 * Returns the error for a response other than 2xx, by Meta's code and never by its words, which may
 * change. An answer with a code is a refusal, so nothing was sent; an unknown error, and a failure
 * without a code, are uncertain.
 */
export function translateAnswer(
  { headers, ...answer }: FailedAnswer & { readonly headers: Headers },
  now: number,
): TransientError | PermanentError | SendUncertain {
  const { status, code } = answer;
  const facts = factsOf(answer, reasonOfCode);
  const message = describeAnswer("Meta", answer);
  const isUncertain = code === null ? status < 400 || status >= 500 : UNCERTAIN.has(code);
  if (isUncertain || status === 408) return new SendUncertain(message, facts);
  const isPassing = status === 429 || (code !== null && isPassingCode(String(code)));
  return refusalOf(message, facts, { isPassing, headers, now });
}
