/**
 * The reason why an upstream call failed, set once by its adapter and independent of the provider's
 * own codes. `refused`: the provider declines this request because of its content; `unsupported`:
 * it cannot process a part of the request; `no-answer`: it responded, and may have charged for it,
 * but there is no text to use.
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
 * The reason why a messenger did not accept or deliver a message, set once by its channel.
 * `window-closed`: the user's last message is too old for free text; `not-joined`: the user has not
 * agreed to a test sender; `sender`: our own address cannot send; `quota`: the account has reached
 * its own limit of messages; `user-rate`: the messenger limits the messages to one user and accepts
 * those to others; `payment`: the account has no valid payment method; `account-refused`: the
 * messenger refused its credentials. It differs from `credentials`, so that a refused attachment is not
 * confused with a model that refuses its key.
 */
export type MessengerReason =
  | "account-refused"
  | "trial-account"
  | "quota"
  | "payment"
  | "rate"
  | "user-rate"
  | "server"
  | "connection"
  | "sender"
  | "window-closed"
  | "not-joined"
  | "recipient-gone"
  | "recipient-refuses"
  | "too-long"
  | "content"
  | "template-gone";

/** The reason why an upstream call failed, for models and messengers alike. */
export type Reason = FaultReason | MessengerReason;

interface ErrorFacts {
  readonly cause?: unknown;
  readonly reason?: Reason | null;
  /** The upstream's own code, such as `63016` or `insufficient_quota`: for the log and the store, never for a user. */
  readonly code?: string;
}

abstract class CodedError extends Error {
  // A literal, because it is stored and logged, and class names are minified in the executable.
  abstract override readonly name: string;
  readonly code: string | null;
  /** Null if the adapter knows none, or sets none. */
  readonly reason: Reason | null;

  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code ?? null;
    this.reason = facts.reason ?? null;
  }
}

/** The call had no effect and may work later: retry it, not before `retryAfterMs`. */
export class TransientError extends CodedError {
  override readonly name = "TransientError";
  readonly retryAfterMs: number | null;

  constructor(message: string, facts: ErrorFacts & { readonly retryAfterMs?: number } = {}) {
    super(message, facts);
    this.retryAfterMs = facts.retryAfterMs ?? null;
  }
}

/** The code of a `TransientError` for an attachment that the messenger cannot provide yet. */
export const NOT_FETCHED = "not-fetched";

/** The code of a `TransientError` for a call that our own pace held back, and that was not made. */
export const PACED = "paced";

/** Returns whether our own pace held a call back. */
export function isPaced(error: unknown): boolean {
  return error instanceof TransientError && error.code === PACED;
}

/** The call will never succeed: do not retry it. */
export class PermanentError extends CodedError {
  override readonly name = "PermanentError";
}

/**
 * The call failed, and `apology` is the friendly sentence that says what the user can do instead.
 */
export class UserFacingError extends CodedError {
  override readonly name = "UserFacingError";
  readonly apology: string;

  constructor(apology: string, facts: ErrorFacts = {}) {
    super(apology, facts);
    this.apology = apology;
  }
}

/** The settings, or what they refer to, prevent a start; `faults` lists every fault. */
export class ConfigError extends CodedError {
  override readonly name = "ConfigError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[], facts: ErrorFacts = {}) {
    super(faults.join("\n"), facts);
    this.faults = faults;
  }
}

/** The send may or may not have happened: look it up before sending again. */
export class SendUncertain extends CodedError {
  override readonly name = "SendUncertain";
}

/** Returns whether an error is one that calls of an upstream are expected to end with. */
export function isFailedCall(error: unknown): error is CodedError {
  return (
    error instanceof TransientError ||
    error instanceof PermanentError ||
    error instanceof SendUncertain
  );
}
