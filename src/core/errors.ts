/**
 * Why an upstream gave nothing, decided once by its adapter and the same whatever the upstream calls
 * it. `refused`: it declines this request for what stands in it; `unsupported`: it cannot take a part
 * of the request; `no-answer`: it answered, and may have been paid, but there is no text to use.
 */
export type FaultReason =
  | "billing"
  | "credentials"
  | "model-missing"
  | "too-long"
  | "refused"
  | "unsupported"
  | "rate"
  | "server"
  | "connection"
  | "timeout"
  | "no-answer"
  | "answer-too-large";

/**
 * Why a messenger did not take or deliver a message, decided once by its channel. `window-closed`: the
 * user wrote too long ago for free text; `not-joined`: the user has not agreed to a test sender;
 * `sender`: our own address cannot send; `quota`: the account has used up what it may send for now;
 * `account-refused`: the messenger's own word for credentials, since an attachment that it refuses must
 * not be taken for a model that refuses its key.
 */
export type MessengerReason =
  | "account-refused"
  | "trial-account"
  | "quota"
  | "rate"
  | "server"
  | "connection"
  | "sender"
  | "window-closed"
  | "not-joined"
  | "recipient-gone"
  | "recipient-refuses"
  | "too-long"
  | "content";

/** Why an upstream failed, whichever it is. */
export type Reason = FaultReason | MessengerReason;

interface ErrorFacts {
  readonly cause?: unknown;
  readonly reason?: Reason | null;
  /** The upstream's own code, such as `63016` or `insufficient_quota`: for the log and the store, never for a user. */
  readonly code?: string;
}

abstract class CodedError extends Error {
  // Written out, because it is stored and logged, and the executable's classes have short names.
  abstract override readonly name: string;
  readonly code: string | null;
  /** Null where the adapter knows none, or sets none. */
  readonly reason: Reason | null;

  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code ?? null;
    this.reason = facts.reason ?? null;
  }
}

/** It certainly did not happen, and may work later: try again, not before `retryAfterMs`. */
export class TransientError extends CodedError {
  override readonly name = "TransientError";
  readonly retryAfterMs: number | null;

  constructor(message: string, facts: ErrorFacts & { readonly retryAfterMs?: number } = {}) {
    super(message, facts);
    this.retryAfterMs = facts.retryAfterMs ?? null;
  }
}

/** The code of a `TransientError` for an attachment that the messenger could not hand over yet. */
export const NOT_FETCHED = "not-fetched";

/** It will never work as asked: do not try again. */
export class PermanentError extends CodedError {
  override readonly name = "PermanentError";
}

/** It did not work, and `apology` tells the user in one kind sentence what to do instead. */
export class UserFacingError extends CodedError {
  override readonly name = "UserFacingError";
  readonly apology: string;

  constructor(apology: string, facts: ErrorFacts = {}) {
    super(apology, facts);
    this.apology = apology;
  }
}

/** The settings, or what they point at, forbid a start; `faults` lists every one of them. */
export class ConfigError extends CodedError {
  override readonly name = "ConfigError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[], facts: ErrorFacts = {}) {
    super(faults.join("\n"), facts);
    this.faults = faults;
  }
}

/** The send may or may not have happened: look before sending again. */
export class SendUncertain extends CodedError {
  override readonly name = "SendUncertain";
}
