import {
  type MessengerReason,
  PermanentError,
  SendUncertain,
  TransientError,
} from "../core/errors.ts";
import { codeOf, isLocalShortage } from "../core/local-shortage.ts";

const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * Returns the error for an incomplete response of a messenger: not sent if there was no connection,
 * uncertain otherwise.
 */
export function translateBreak(cause: unknown, messenger: string): TransientError | SendUncertain {
  const code = codeOf(cause);
  const facts = { cause, reason: "connection" as const, ...(code !== null && { code }) };
  if (isLocalShortage(code)) {
    return new TransientError(
      `This machine has no room for a connection to ${messenger} (${code})`,
      facts,
    );
  }
  const neverConnected = code === "ECONNREFUSED" || isNameLookup(cause);
  return neverConnected
    ? new TransientError(`${messenger} cannot be reached`, facts)
    : new SendUncertain(
        `The connection to ${messenger} was interrupted before its answer arrived`,
        facts,
      );
}

/** Returns the same failure for a call that may be repeated without harm. */
export function asReadError<E>(error: E | SendUncertain): E | TransientError {
  if (!(error instanceof SendUncertain)) return error;
  const { message, reason, code } = error;
  return new TransientError(message, { cause: error, reason, code: code ?? "uncertain" });
}

function isNameLookup(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, "syscall") === "getaddrinfo";
}

/** The facts of a failed answer, as its error carries them. */
interface AnswerFacts {
  readonly code: string;
  readonly reason: MessengerReason | null;
}

/**
 * Returns the error for an answer that certainly means that nothing was sent: one that passes, with
 * the wait that the messenger asks for, or one that stays.
 */
export function refusalOf(
  message: string,
  facts: AnswerFacts,
  {
    isPassing,
    headers,
    now,
  }: { readonly isPassing: boolean; readonly headers: Headers; readonly now: number },
): TransientError | PermanentError {
  if (!isPassing) return new PermanentError(message, facts);
  const retryAfterMs = readRetryAfter(headers.get("retry-after"), now);
  return new TransientError(message, { ...facts, ...(retryAfterMs !== null && { retryAfterMs }) });
}

/** Returns the reason that a status has where the messenger's own code, if any, has none. */
export function reasonOfStatus(status: number): MessengerReason | null {
  if (status === 401 || status === 403) return "account-refused";
  if (status === 429) return "rate";
  return status >= 500 ? "server" : null;
}

/**
 * Returns the milliseconds from `now`, at most five minutes; the header contains seconds or an HTTP
 * date.
 */
function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), LONGEST_WAIT_MS);
}
