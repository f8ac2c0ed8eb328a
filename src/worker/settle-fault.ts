import { isCircuitOpen } from "../core/circuit-breaker.ts";
import {
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
import type { OpenPart } from "../store/sends.ts";
import type { LookUp, Store } from "../store/store.ts";
import type { Turn } from "../store/turn.ts";
import { type OwnerAlert, alertOfMessenger, alertOfModel } from "../alerts/owner-alert.ts";
import type { PaidCalls } from "./paid-calls.ts";
import { retryDelay } from "./retry-delay.ts";

/** No model call, a fallback's included, starts later than this after a message's first. */
export const CALL_WINDOW_MS = 85_000;
const MAX_CALLS = 12;
/** So many of them at most may have been paid for. */
const MAX_PAID_CALLS = 3;
const MAX_BUGS = 3;
const SENDING_FOR_MS = 60 * 60_000;
const TIMEOUT = "timeout";
const LOOKUP_PAUSE_MS = 15_000;

/** The kind sentences with which a message is given up. */
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
  /** In the language of the user, or of those who chose none. */
  apologiesFor(language: string | null): Apologies;
  /** Hears of what only the owners can put right. */
  tellOwners(trouble: OwnerAlert): Promise<void>;
  readonly random?: () => number;
}

/** Decides what a failed answer means: try again later, or one apology and an end. */
export async function settleAnswerFault(
  reason: unknown,
  turn: Turn,
  lane: Lane,
  deps: SettleDeps,
): Promise<void> {
  const { store, log } = deps;
  const { messageId } = turn;
  const error = asPassing(reason);
  if (error instanceof UserFacingError) {
    log.info("answered with an apology", { message: messageId, error });
    await apologise(error.apology, error, turn, lane, deps);
    return;
  }
  if (error instanceof PermanentError && error.reason === "refused") {
    log.info("prompt refused", { message: messageId, error });
    // What stands in it is refused: asking again is in vain, and the owner can do nothing about it.
    await store.settleTokens(lane, turn, 0);
    // Refused twice in a row, it may be the past that is refused: what follows goes without it.
    if (turn.user.before?.topic === REFUSED) await store.endConversation(lane, messageId);
    await apologise(deps.apologiesFor(turn.user.language).cannotAnswer, error, turn, lane, deps);
    return;
  }
  // It answered nothing that can be used, or not in time: what it has done by then is paid for.
  if (error instanceof TransientError && (error.reason === "no-answer" || error.code === TIMEOUT)) {
    await store.settleTokens(lane, turn, null);
  }
  const trouble = error instanceof PermanentError ? alertOfModel(error.reason) : null;
  if (trouble !== null) await deps.tellOwners(trouble);
  const delayMs = delayBeforeRetry(error, turn, deps);
  if (delayMs !== null) {
    const retry = {
      delayMs,
      giveUpMs: CALL_WINDOW_MS,
      error: describe(error),
      // No call was made, so none of them is used up.
      isCounted: !wasHeldBack(error, turn.receivedAt, deps),
    };
    if (await store.postponeAnswer(lane, turn, retry)) {
      log.warn("answer failed, will be tried again", { message: messageId, delayMs, error });
      return;
    }
  }
  const apology = apologyFor(error, deps.apologiesFor(turn.user.language));
  if (await store.buryTurn(lane, turn, apology, describe(error))) {
    log.error("message given up", { message: messageId, attempt: turn.attempt + 1, error });
  }
}

/** Answers with one kind sentence; what no model can take in leaves the history with it. */
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
    parts: [apology],
    model: null,
    usage: null,
    error: describe(error),
  });
}

/** Whether an apology answers a message that no model could take in: it would fail the next prompt too. */
function isIndigestible({ code }: UserFacingError): boolean {
  return code === "context_length_exceeded" || (code?.startsWith("empty-") ?? false);
}

/** Gives up a message that had no end when nothing else was worked on: it ends its process. */
export async function giveUpTurn(turn: Turn, lane: Lane, deps: SettleDeps): Promise<void> {
  const { messageId, starts } = turn;
  const apology = deps.apologiesFor(turn.user.language).somethingBroke;
  const error = `begun ${starts - 1} times, the last time alone, and the process ended each time`;
  if (await deps.store.buryTurn(lane, turn, apology, error)) {
    deps.log.error("message given up", { message: messageId, error });
  }
}

/** Decides what a failed send means: again later, never again, or look before sending again. */
export async function settleSendFault(
  error: unknown,
  part: OpenPart,
  lane: Lane,
  deps: SettleDeps,
): Promise<void> {
  const { store, clock, log } = deps;
  const facts = { message: part.messageId, part: part.part, error };
  const isHopeless = clock.now() - part.createdAt > SENDING_FOR_MS;
  if (error instanceof PermanentError || (error instanceof TransientError && isHopeless)) {
    log.error("part refused", { ...facts, reason: error.reason });
    await store.recordRefused(lane, part.id, { code: error.code, message: describe(error) });
    // A notice that failed must not become another notice.
    const trouble = part.isNotice ? null : alertOfMessenger(error.reason);
    if (trouble !== null) await deps.tellOwners(trouble);
  } else if (error instanceof TransientError) {
    const isHeldBack = wasHeldBack(error, part.createdAt, deps);
    const delayMs = retryDelay(isHeldBack ? 0 : part.attempt, error.retryAfterMs, deps.random);
    log.warn("part not sent, will be tried again", { ...facts, delayMs });
    const failure = isHeldBack ? null : { code: error.code, message: describe(error) };
    await store.postponeSend(lane, part.id, delayMs, failure);
  } else {
    // It stays `sending` and is looked up at once; what no one foresaw may have been sent too.
    const level = error instanceof SendUncertain ? "warn" : "error";
    log[level]("part may have been sent, will be looked up", facts);
  }
}

/** Decides what a failed look-up means: later again, or after an hour let the next part go on. */
export async function settleLookupFault(
  error: unknown,
  { parts, at }: LookUp,
  lane: Lane,
  { store, log }: SettleDeps,
): Promise<void> {
  for (const part of parts) {
    const facts = { message: part.messageId, part: part.part, error };
    if (at - part.startedAt > SENDING_FOR_MS) {
      log.error("part could not be looked up and is given up", facts);
      await store.recordUnknown(lane, part.id);
    } else {
      log.warn("look-up failed, will be tried again", facts);
      await store.postponeLookup(lane, part.id, { delayMs: LOOKUP_PAUSE_MS, isCounted: false });
    }
  }
}

/** Milliseconds until the next call, or null when there must be none. */
function delayBeforeRetry(error: unknown, turn: Turn, deps: SettleDeps): number | null {
  if (error instanceof TransientError && wasHeldBack(error, turn.receivedAt, deps)) {
    return retryDelay(0, error.retryAfterMs, deps.random);
  }
  // Odd attempts go to the fallback model, so a failure of the first is answered at once by the other.
  const isFallbackNext = deps.hasFallback && turn.attempt % 2 === 0;
  if (error instanceof PermanentError) return isFallbackNext && turn.attempt === 0 ? 0 : null;
  const isBug = !(error instanceof TransientError);
  if (turn.attempt + 1 >= (isBug ? MAX_BUGS : MAX_CALLS)) return null;
  if (!isBug && deps.paidCalls.note(turn, error.reason) >= MAX_PAID_CALLS) return null;
  if (isFallbackNext && !isBug) return 0;
  return retryDelay(turn.attempt, isBug ? null : error.retryAfterMs, deps.random);
}

/**
 * Whether no model or messenger was even tried, because it is given a rest, an attachment is not here
 * yet, or this machine has no room for a connection. A shortage that lasts for an hour is a failure like any other.
 */
function wasHeldBack(error: unknown, since: number, { clock }: SettleDeps): boolean {
  if (!(error instanceof TransientError)) return false;
  const isShort = isLocalShortage(error.code) && clock.now() - since <= SENDING_FOR_MS;
  return isShort || isCircuitOpen(error) || error.code === NOT_FETCHED;
}

/** A file that this machine has no room for just now is no bug, wherever it was to be opened. */
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

/** The error as it is stored; the command `explain` reads the reason at its end. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isCoded = error instanceof PermanentError || error instanceof TransientError;
  const reason = isCoded && error.reason !== null ? ` [${error.reason}]` : "";
  return `${error.name}: ${error.message}${reason}`;
}
