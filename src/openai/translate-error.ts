// Not from "openai", which would load the whole package with our start.
import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from "openai/core/error";
import { PermanentError, TransientError } from "../core/errors.ts";
import { isLocalShortage } from "../core/local-shortage.ts";
import { asFields, asIdentifier } from "./untrusted.ts";

const MAX_RETRY_AFTER_MS = 5 * 60_000;

/** What was asked of the upstream, and the two signals that may have ended it. */
export interface Asked {
  /** For messages, such as `gpt-6-luna through responses`. */
  readonly what: string;
  readonly signal: AbortSignal;
  readonly deadline: AbortSignal;
}

/** Puts an error of the `openai` package into our words; null when it is none of its errors. */
export function translateError(
  error: unknown,
  asked: Asked,
): TransientError | PermanentError | null {
  if (error instanceof APIUserAbortError || error instanceof APIConnectionTimeoutError) {
    return interruption(asked, error) ?? timedOut(asked, error);
  }
  if (error instanceof APIConnectionError) {
    const why = asIdentifier(asFields(error.cause)["code"]) ?? "reason unknown";
    const message = `${asked.what}: no connection (${why})`;
    return new TransientError(message, {
      cause: error,
      code: isLocalShortage(why) ? why : "connection",
    });
  }
  return error instanceof APIError ? translateStatus(error, asked.what) : null;
}

/** The error for an exchange that our own signals ended; null when neither did. */
export function interruption(asked: Asked, cause: unknown): TransientError | null {
  if (asked.signal.aborted) {
    return new TransientError(`${asked.what}: called off`, { cause, code: "aborted" });
  }
  return asked.deadline.aborted ? timedOut(asked, cause) : null;
}

/** The error for an answer that cannot be read as one; `found` never quotes it. */
export function malformed(what: string, found: string, cause?: unknown): TransientError {
  return new TransientError(`${what}: ${found}`, { cause, code: "malformed" });
}

/** The error for an answer too large to be read, of which not even the beginning can be used. */
export function tooLarge(what: string): PermanentError {
  return new PermanentError(`${what}: the answer is too large`, { code: "answer-too-large" });
}

function timedOut(asked: Asked, cause: unknown): TransientError {
  return new TransientError(`${asked.what}: no whole answer in time`, { cause, code: "timeout" });
}

// The upstream's error is no cause here: its message may repeat the prompt or a part of the key.
function translateStatus(error: APIError, what: string): TransientError | PermanentError {
  const named = asIdentifier(error.code) ?? asIdentifier(error.type);
  const found = [error.status, named, asIdentifier(error.param)].filter((fact) => fact != null);
  const requestId = asIdentifier(error.requestID);
  const message = `${what}: ${found.join(" ")}${requestId === null ? "" : ` (${requestId})`}`;
  const code = named ?? `http_${error.status}`;
  if (isPermanent(error)) return new PermanentError(message, { code });
  const retryAfterMs = readRetryAfter(error.headers ?? new Headers());
  return new TransientError(message, retryAfterMs === null ? { code } : { code, retryAfterMs });
}

function isPermanent(error: APIError): boolean {
  if ([error.code, error.type].some((word) => isBilling(asIdentifier(word) ?? ""))) return true;
  const status = error.status ?? 0;
  return status >= 400 && status < 500 && ![408, 409, 425, 429].includes(status);
}

// An empty account answers 429 as a busy one does; only its code tells that waiting is in vain.
function isBilling(code: string): boolean {
  return /^insufficient_|billing|credit/i.test(code);
}

function readRetryAfter(headers: Headers): number | null {
  const ms = milliseconds(headers.get("retry-after-ms"), 1);
  const wait = ms ?? milliseconds(headers.get("retry-after"), 1000) ?? untilDate(headers);
  return wait === null ? null : Math.min(Math.max(0, Math.ceil(wait)), MAX_RETRY_AFTER_MS);
}

function milliseconds(header: string | null, unitMs: number): number | null {
  return header !== null && /^\d+(\.\d+)?$/.test(header) ? Number(header) * unitMs : null;
}

// Measured against the server's own Date header, so that our clock may be wrong.
function untilDate(headers: Headers): number | null {
  const wait = Date.parse(headers.get("retry-after") ?? "") - Date.parse(headers.get("date") ?? "");
  return Number.isNaN(wait) ? null : wait;
}
