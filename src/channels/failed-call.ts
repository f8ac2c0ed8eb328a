import {
  isFailedCall,
  type MessengerReason,
  PermanentError,
  SendUncertain,
  TransientError,
} from "../core/errors.ts";
import { fault, type Finding } from "../core/finding.ts";
import { codeOf, isLocalShortage } from "../core/local-shortage.ts";
import type { CodeMeaning } from "./channel-operator.ts";

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

export interface FailedAnswer {
  readonly status: number;
  /** The messenger's own code, if the body had one. */
  readonly code: number | null;
}

/** The facts of a failed answer, as its error carries them. */
interface AnswerFacts {
  readonly code: string;
  readonly reason: MessengerReason | null;
}

export function factsOf(
  { status, code }: FailedAnswer,
  reasonOfCode: (code: string) => MessengerReason | null,
): AnswerFacts {
  const known = code === null ? null : reasonOfCode(String(code));
  return {
    code: code === null ? `HTTP ${status}` : String(code),
    reason: known ?? reasonOfStatus(status),
  };
}

/** Says what a messenger answered, without its own words, which may quote numbers. */
export function describeAnswer(messenger: string, { status, code }: FailedAnswer): string {
  return `${messenger} answered with HTTP ${status}${code === null ? "" : ` and its code ${code}`}`;
}

/** Returns the finding of a check whose call failed; `page` is where the messenger says how it is. */
export function findingOf(
  error: unknown,
  explainCode: (code: string) => CodeMeaning | null,
  page: string,
): Finding {
  if (!isFailedCall(error)) throw error;
  const known = error.code === null ? null : explainCode(error.code);
  return fault(
    known?.meaning == null ? error.message : `${known.meaning} (${error.code})`,
    known?.remedy ?? `check the network of this machine, then ${page}`,
  );
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
