// Not from "openai", which would load the whole package at startup.
import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from "openai/core/error";
import { type FaultReason, PermanentError, TransientError } from "../../core/errors.ts";
import { isLocalShortage } from "../../core/local-shortage.ts";
import { reasonOf } from "./fault-reason.ts";
import { readFault, type ServerFault } from "./read-fault.ts";
import { FeaturesRefused, refusedFeatures, UnexplainedRefusal } from "./refused-features.ts";
import { asFields, asIdentifier } from "./untrusted.ts";

const MAX_RETRY_AFTER_MS = 5 * 60_000;

/** The request to the upstream, and the two signals that may have ended it. */
export interface RequestFacts {
  /** For error messages, such as `gpt-6-luna through responses`. */
  readonly what: string;
  readonly signal: AbortSignal;
  readonly deadline: AbortSignal;
}

/** Translates an error of the `openai` package; returns null for any other error. */
export function translateError(
  error: unknown,
  request: RequestFacts,
): TransientError | PermanentError | null {
  if (error instanceof APIUserAbortError || error instanceof APIConnectionTimeoutError) {
    return interruption(request, error) ?? timedOut(request, error);
  }
  if (error instanceof APIConnectionError) {
    const why = asIdentifier(asFields(error.cause)["code"]) ?? "reason unknown";
    const message = `${request.what}: no connection (${why})`;
    if (isLocalShortage(why)) return new TransientError(message, { cause: error, code: why });
    return new TransientError(message, { cause: error, code: "connection", reason: "connection" });
  }
  return error instanceof APIError ? translateStatus(error, request.what) : null;
}

/** Returns the error for a request that our own signals ended; null if neither did. */
export function interruption(request: RequestFacts, cause: unknown): TransientError | null {
  if (request.signal.aborted) {
    return new TransientError(`${request.what}: aborted`, { cause, code: "aborted" });
  }
  return request.deadline.aborted ? timedOut(request, cause) : null;
}

/** Returns the error for an unreadable answer; `found` never quotes it. */
export function malformed(what: string, found: string, cause?: unknown): TransientError {
  return new TransientError(`${what}: ${found}`, { cause, code: "malformed", reason: "no-answer" });
}

/** Returns the error for an answer that is too large, and whose beginning is not usable either. */
export function tooLarge(what: string): PermanentError {
  const code = "answer-too-large";
  return new PermanentError(`${what}: the answer is too large`, { code, reason: code });
}

function timedOut(request: RequestFacts, cause: unknown): TransientError {
  const code = "timeout";
  return new TransientError(`${request.what}: no whole answer in time`, {
    cause,
    code,
    reason: code,
  });
}

/**
 * Returns the error for a response that states a fault. The upstream's own words are left out: they
 * may repeat the prompt or a part of the key.
 */
function faultError(
  what: string,
  { fault, headers, isPaid = false }: StatedFault,
): TransientError | PermanentError {
  const { code, type, param, status, message: words } = fault;
  const found = [status, code ?? type, param].filter((fact) => fact !== null);
  const named = code ?? type ?? (status === null ? "failed" : `http_${status}`);
  const requestId = asIdentifier(headers?.get("x-request-id"));
  const message = `${what}: ${found.join(" ")}${requestId === null ? "" : ` (${requestId})`}`;
  const reason = reasonOf(fault);
  const facts = { code: named, reason };
  const retryAfterMs = headers === undefined ? null : readRetryAfter(headers);
  // OpenRouter reports a missing endpoint if a model does not accept pictures, which is not a
  // missing model.
  const features = MAY_BE_FEATURES.has(reason) ? refusedFeatures(param, words) : [];
  const isFinal = reason === null ? isRefusal(status, `${code} ${type}`) : FINAL.has(reason);
  const isUnexplained = reason === null && (status === 400 || status === 422);
  const Refusal = isUnexplained ? UnexplainedRefusal : PermanentError;
  const error = isFinal
    ? new Refusal(message, features.length > 0 ? { ...facts, reason: "unsupported" } : facts)
    : new TransientError(message, {
        ...facts,
        reason: isPaid && reason !== "rate" ? "no-answer" : reason,
        ...(retryAfterMs !== null && { retryAfterMs }),
      });
  return features.length > 0 ? new FeaturesRefused(features, error) : error;
}

interface StatedFault {
  readonly fault: ServerFault;
  readonly headers?: Headers | undefined;
  /** True if the fault was in a successful response, for which the upstream may charge. */
  readonly isPaid?: boolean;
}

/** Returns the error for a successful response without text: the fault that it states, if any. */
export function noAnswer(
  body: unknown,
  what: string,
  found: string,
): TransientError | PermanentError {
  const fault = readFault(body);
  return fault === null ? malformed(what, found) : faultError(what, { fault, isPaid: true });
}

function translateStatus(error: APIError, what: string): TransientError | PermanentError {
  const stated = readFault({ error: error.error });
  const status = error.status ?? stated?.status ?? null;
  return faultError(what, {
    fault: { ...NOTHING_STATED, ...stated, status },
    headers: error.headers,
  });
}

const NOTHING_STATED: ServerFault = {
  status: null,
  code: null,
  type: null,
  param: null,
  message: "",
};

/** The reasons for which a retry is useless. */
const FINAL: ReadonlySet<FaultReason> = new Set([
  "billing",
  "credentials",
  "model-missing",
  "too-long",
  "refused",
]);

/** Templates without a system role fail like a server with an internal fault. */
const MAY_BE_FEATURES: ReadonlySet<FaultReason | null> = new Set([null, "server", "model-missing"]);

/** Returns whether the request itself was refused, for a reason without a name here. */
function isRefusal(status: number | null, names: string): boolean {
  if (status === null) return /\b(invalid|image|unsupported|empty)_|_not_found|denied/i.test(names);
  return status >= 400 && status < 500 && ![408, 409, 425, 429].includes(status);
}

function readRetryAfter(headers: Headers): number | null {
  const ms = milliseconds(headers.get("retry-after-ms"), 1);
  const wait = ms ?? milliseconds(headers.get("retry-after"), 1000) ?? untilDate(headers);
  return wait === null ? null : Math.min(Math.max(0, Math.ceil(wait)), MAX_RETRY_AFTER_MS);
}

function milliseconds(header: string | null, unitMs: number): number | null {
  return header !== null && /^\d+(\.\d+)?$/.test(header) ? Number(header) * unitMs : null;
}

// Relative to the server's own Date header, since our clock may be wrong.
function untilDate(headers: Headers): number | null {
  const wait = Date.parse(headers.get("retry-after") ?? "") - Date.parse(headers.get("date") ?? "");
  return Number.isNaN(wait) ? null : wait;
}
