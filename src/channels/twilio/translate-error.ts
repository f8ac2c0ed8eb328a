import {
  type MessengerReason,
  PermanentError,
  SendUncertain,
  TransientError,
} from "../../core/errors.ts";
import { codeOf, isLocalShortage } from "../../core/local-shortage.ts";
import { reasonOfCode } from "./error-codes.ts";

export interface FailedAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Twilio's own error code, when the body had one. */
  readonly code: number | null;
}

const LONGEST_WAIT_MS = 5 * 60_000;
/** A trial's daily cap; a loop of two bots answering each other. Both pass, but not soon. */
const HELD = new Set([63038, 14107]);
/** Too many requests; WhatsApp's own rate; a passing fault of the carrier or of WhatsApp. */
const PASSING = new Set([20429, 63018, 30008, 63019]);

/**
 * What an answer other than 2xx means. Twilio's own words are left out: they quote numbers.
 * A 4xx is Twilio's refusal, so nothing was sent; of anything else that cannot be said.
 */
export function translateAnswer(
  { status, headers, code }: FailedAnswer,
  now: number,
): TransientError | PermanentError | SendUncertain {
  const facts = {
    code: code === null ? `HTTP ${status}` : String(code),
    reason: reasonOf(status, code),
  };
  const message = describe(status, code);
  if (status < 400 || status >= 500 || status === 408) return new SendUncertain(message, facts);
  if (code !== null && HELD.has(code)) {
    return new TransientError(message, { ...facts, retryAfterMs: LONGEST_WAIT_MS });
  }
  if (status === 429 || (code !== null && isPassingCode(code))) {
    const retryAfterMs = readRetryAfter(headers.get("retry-after"), now);
    return new TransientError(message, {
      ...facts,
      ...(retryAfterMs !== null && { retryAfterMs }),
    });
  }
  return new PermanentError(message, facts);
}

function reasonOf(status: number, code: number | null): MessengerReason | null {
  const reason = code === null ? null : reasonOfCode(String(code));
  if (reason !== null) return reason;
  if (status === 401 || status === 403) return "account-refused";
  if (status === 429) return "rate";
  return status >= 500 ? "server" : null;
}

/** Whether a code of Twilio's stands for a fault that may soon be gone. */
export function isPassingCode(code: number): boolean {
  return PASSING.has(code);
}

/** What it means that no whole answer came: not sent when no connection stood, uncertain otherwise. */
export function translateBreak(cause: unknown): TransientError | SendUncertain {
  const code = codeOf(cause);
  const facts = { cause, reason: "connection" as const, ...(code !== null && { code }) };
  if (isLocalShortage(code)) {
    return new TransientError(
      `This machine has no room for a connection to Twilio (${code})`,
      facts,
    );
  }
  const neverConnected = code === "ECONNREFUSED" || isNameLookup(cause);
  return neverConnected
    ? new TransientError("Twilio cannot be reached", facts)
    : new SendUncertain("The connection to Twilio broke before its answer came", facts);
}

/** The same failure for a call that may simply be made again, since nothing is doubled by it. */
export function asReadError<E>(error: E | SendUncertain): E | TransientError {
  if (!(error instanceof SendUncertain)) return error;
  const { message, reason, code } = error;
  return new TransientError(message, { cause: error, reason, code: code ?? "uncertain" });
}

function isNameLookup(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, "syscall") === "getaddrinfo";
}

function describe(status: number, code: number | null): string {
  if (code === null) return `Twilio answered with HTTP ${status}`;
  return `Twilio answered with HTTP ${status} and its code ${code}, see https://www.twilio.com/docs/errors/${code}`;
}

/** Milliseconds from `now`, at most five minutes; the header holds seconds or an HTTP date. */
function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), LONGEST_WAIT_MS);
}
