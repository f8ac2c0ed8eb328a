import { PermanentError, SendUncertain, TransientError } from "../../core/errors.ts";
import { describeAnswer, type FailedAnswer, reasonOfStatus } from "../failed-call.ts";
import { reasonOfCode } from "./error-codes.ts";

/** The only code with which a failure of the server says that nothing was accepted. */
const NOT_ACCEPTED = 131_016;

/** Returns the error for a response other than 2xx; a failure of the server is uncertain. */
export function translateAnswer({
  status,
  code,
}: FailedAnswer): TransientError | PermanentError | SendUncertain {
  const facts = {
    code: code === null ? `HTTP ${status}` : String(code),
    // Each agent has one user, and a pace of its own.
    reason: reasonOfCode(code) ?? (status === 429 ? "user-rate" : reasonOfStatus(status)),
  };
  const message = describeAnswer("WhatsApp", { status, code });
  if (status === 429 || code === NOT_ACCEPTED) return new TransientError(message, facts);
  if (status < 400 || status >= 500 || status === 408) return new SendUncertain(message, facts);
  return new PermanentError(message, facts);
}
