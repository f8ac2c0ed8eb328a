import { SendUncertain, TransientError } from "../core/errors.ts";
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

/**
 * Returns the milliseconds from `now`, at most five minutes; the header contains seconds or an HTTP
 * date.
 */
export function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), LONGEST_WAIT_MS);
}
