import { isCircuitOpen } from "../core/circuit-breaker.ts";
import {
  isPaced,
  NOT_FETCHED,
  PermanentError,
  SendUncertain,
  TransientError,
  UserFacingError,
} from "../core/errors.ts";
import type { Lane } from "../core/lane.ts";
import { codeOf, isLocalShortage } from "../core/local-shortage.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { REFUSED } from "../core/refused.ts";
import { textPart } from "../core/reply-part.ts";
import type { OpenPart } from "../store/sends.ts";
import type { LookUp } from "../store/lane-store.ts";
import type { Store } from "../store/store.ts";
import type { Turn } from "../store/turn.ts";
import { type OwnerAlert, alertOfMessenger, alertOfModel } from "../alerts/owner-alert.ts";
import type { PaidCalls } from "./paid-calls.ts";
import { retryDelay } from "./retry-delay.ts";

/** No model call, including the fallback's, begins later than this after a message's first. */
export const CALL_WINDOW_MS = 85_000;
const MAX_CALLS = 12;
/** The maximum number of calls that may have been paid for. */
const MAX_PAID_CALLS = 3;
const MAX_BUGS = 3;
const MAX_SENDING_MS = 60 * 60_000;
const TIMEOUT = "timeout";
const LOOKUP_PAUSE_MS = 15_000;

/** The friendly sentences that a user reads when a message is given up. */
interface Apologies {
  readonly busy: string;
  readonly unavailable: string;
  readonly somethingBroke: string;
  readonly cannotAnswer: string;
}

export interface SettleDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  readonly hasFallback: boolean;
  readonly paidCalls: PaidCalls;
  /** Returns the apologies in the user's language, or the default for null. */
  apologiesFor(language: string | null): Apologies;
  /** Alerts the owners to a problem that only they can fix. */
  alertOwners(alert: OwnerAlert): Promise<void>;
  readonly random?: () => number;
}

/** Settles a failed answer: schedules a retry, or apologises and ends the turn. */
export async function settleAnswerFault(
  reason: unknown,
  turn: Turn,
  lane: Lane,
  deps: SettleDeps,
): Promise<void> {
  const { store, log } = deps;
  const { messageId } = turn;
  const error = asPassing(reason);
  // Nothing is said to a user whom an owner answers.
  const { isOnlyRead } = turn;
  if (error instanceof UserFacingError && !isOnlyRead) {
    log.info("apology queued", { message: messageId, error });
    await apologise(error.apology, error, turn, lane, deps);
    return;
  }
  if (error instanceof PermanentError && error.reason === "refused" && !isOnlyRead) {
    log.info("prompt refused", { message: messageId, error });
    // The content is refused: a retry is useless, and the owner cannot fix it.
    await store.settleTokens(lane, turn, 0);
    // After two refusals in a row the history may be the cause: later prompts leave it out.
    if (turn.user.before?.topic === REFUSED) await store.endConversation(lane, messageId);
    await apologise(deps.apologiesFor(turn.user.language).cannotAnswer, error, turn, lane, deps);
    return;
  }
  // The response was unusable or late: the tokens used by then are paid for.
  if (error instanceof TransientError && (error.reason === "no-answer" || error.code === TIMEOUT)) {
    await store.settleTokens(lane, turn, null);
  }
  const alert = error instanceof PermanentError ? alertOfModel(error.reason) : null;
  if (alert !== null) await deps.alertOwners(alert);
  const delayMs = delayBeforeRetry(error, turn, deps);
  if (delayMs !== null) {
    const retry = {
      delayMs,
      giveUpMs: CALL_WINDOW_MS,
      error: describe(error),
      // No call was made, so none is counted.
      isCounted: !wasHeldBack(error, turn.receivedAt, deps),
    };
    if (await store.postponeAnswer(lane, turn, retry)) {
      log.warn("answer failed, retry scheduled", { message: messageId, delayMs, error });
      return;
    }
  }
  const apology = apologyFor(error, deps.apologiesFor(turn.user.language));
  if (await store.deadLetterTurn(lane, turn, apology, describe(error))) {
    log.error("message given up", { message: messageId, attempt: turn.attempt + 1, error });
  }
}

/**
 * Answers with an apology; a message that no model can process is also removed from the history.
 */
async function apologise(
  apology: string,
  error: UserFacingError | PermanentError,
  turn: Turn,
  lane: Lane,
  { store }: SettleDeps,
): Promise<void> {
  const isKept = error instanceof UserFacingError && !isIndigestible(error);
  await store.recordAnswer(lane, turn, {
    text: apology,
    ...(!isKept && { topic: REFUSED }),
    parts: [textPart(apology)],
    model: null,
    usage: null,
    error: describe(error),
  });
}

/**
 * Returns whether an apology answers a message that no model could process: it would fail the next
 * prompt too.
 */
function isIndigestible({ code }: UserFacingError): boolean {
  return code === "context_length_exceeded" || (code?.startsWith("empty-") ?? false);
}

/** Gives up a message that did not end even when it was the only work: it crashes its process. */
export async function giveUpTurn(turn: Turn, lane: Lane, deps: SettleDeps): Promise<void> {
  const { messageId, starts } = turn;
  const apology = deps.apologiesFor(turn.user.language).somethingBroke;
  const error = `started ${starts - 1} times, the last time alone, and the process crashed each time`;
  if (await deps.store.deadLetterTurn(lane, turn, apology, error)) {
    deps.log.error("message given up", { message: messageId, error });
  }
}

/** Settles a failed send: schedules a retry, gives up, or leaves the part to be looked up. */
export async function settleSendFault(
  error: unknown,
  part: OpenPart,
  lane: Lane,
  deps: SettleDeps,
): Promise<void> {
  const { store, clock, log } = deps;
  const facts = { message: part.messageId, part: part.part, error };
  // A part that only waits for its place in the pace is sent, however long that takes.
  const isHopeless = clock.now() - part.createdAt > MAX_SENDING_MS && !isPaced(error);
  if (error instanceof PermanentError || (error instanceof TransientError && isHopeless)) {
    log.error("part refused", { ...facts, reason: error.reason });
    await store.recordRefused(lane, part.id, {
      code: error.code,
      message: describe(error),
      isWindowClosed: error.reason === "window-closed",
      isContentRefused: error.reason === "content",
    });
    // A failed notice must not cause another notice.
    const alert = part.isNotice ? null : alertOfMessenger(error.reason);
    if (alert !== null) await deps.alertOwners(alert);
  } else if (error instanceof TransientError) {
    const isHeldBack = wasHeldBack(error, part.createdAt, deps);
    const delayMs = retryDelay(isHeldBack ? 0 : part.attempt, error.retryAfterMs, deps.random);
    log.warn("part not sent, retry scheduled", { ...facts, delayMs });
    const failure = isHeldBack ? null : { code: error.code, message: describe(error) };
    await store.postponeSend(lane, part.id, delayMs, failure);
  } else {
    // The part stays `sending` and is looked up at once; after an unexpected error it may have been
    // sent too.
    const level = error instanceof SendUncertain ? "warn" : "error";
    log[level]("part uncertain, look-up scheduled", facts);
  }
}

/**
 * Settles a failed look-up: schedules the next one, or after an hour lets the next part continue.
 */
export async function settleLookupFault(
  error: unknown,
  { parts, at }: LookUp,
  lane: Lane,
  { store, log }: SettleDeps,
): Promise<void> {
  for (const part of parts) {
    const facts = { message: part.messageId, part: part.part, error };
    if (at - part.startedAt > MAX_SENDING_MS) {
      log.error("look-up failed, part given up", facts);
      await store.recordUnknown(lane, part.id);
    } else {
      log.warn("look-up failed, retry scheduled", facts);
      await store.postponeLookup(lane, part.id, { delayMs: LOOKUP_PAUSE_MS, isCounted: false });
    }
  }
}

/** Returns the milliseconds until the next call, or null if there must be none. */
function delayBeforeRetry(error: unknown, turn: Turn, deps: SettleDeps): number | null {
  if (error instanceof TransientError && wasHeldBack(error, turn.receivedAt, deps)) {
    return retryDelay(0, error.retryAfterMs, deps.random);
  }
  // Odd attempts use the fallback model, so it is asked at once after a failure of the first.
  const isFallbackNext = deps.hasFallback && turn.attempt % 2 === 0;
  if (error instanceof PermanentError) return isFallbackNext && turn.attempt === 0 ? 0 : null;
  const isBug = !(error instanceof TransientError);
  if (turn.attempt + 1 >= (isBug ? MAX_BUGS : MAX_CALLS)) return null;
  if (!isBug && deps.paidCalls.note(turn, error.reason) >= MAX_PAID_CALLS) return null;
  if (isFallbackNext && !isBug) return 0;
  return retryDelay(turn.attempt, isBug ? null : error.retryAfterMs, deps.random);
}

/**
 * Returns whether no model or messenger was called, because a circuit is open, an attachment is not
 * available yet, our pace holds a send back, or this machine has no room for a connection. A
 * shortage that lasts for an hour is a failure like any other.
 */
function wasHeldBack(error: unknown, since: number, { clock }: SettleDeps): boolean {
  if (!(error instanceof TransientError)) return false;
  const isShort = isLocalShortage(error.code) && clock.now() - since <= MAX_SENDING_MS;
  return isShort || isCircuitOpen(error) || isPaced(error) || error.code === NOT_FETCHED;
}

/** Returns a temporary shortage of files on this machine as a `TransientError`: it is no bug. */
function asPassing(error: unknown): unknown {
  const code = codeOf(error);
  if (error instanceof TransientError || code === null || !isLocalShortage(code)) return error;
  return new TransientError(`This machine has no room for a file (${code})`, {
    cause: error,
    code,
  });
}

function apologyFor(error: unknown, apologies: Apologies): string {
  if (error instanceof TransientError) return apologies.busy;
  if (!(error instanceof PermanentError)) return apologies.somethingBroke;
  return apologies.unavailable;
}

/** Returns the error as it is stored; the command `explain` reads the reason at its end. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isCoded = error instanceof PermanentError || error instanceof TransientError;
  const reason = isCoded && error.reason !== null ? ` [${error.reason}]` : "";
  return `${error.name}: ${error.message}${reason}`;
}
