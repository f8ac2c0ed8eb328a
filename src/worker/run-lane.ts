import type { Publisher } from "../core/event-bus.ts";
import type { Lane, LaneLease } from "../core/lane.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { isSuspect, MAX_STARTS } from "../core/suspects.ts";
import type { OpenPart } from "../store/sends.ts";
import type { LookUp, Step, StepOptions } from "../store/lane-store.ts";
import type { Store } from "../store/store.ts";
import type { Turn } from "../store/turn.ts";
import { keepLease } from "./keep-lease.ts";
import type { InFlightAnswers } from "./in-flight-answers.ts";
import { pause } from "./pause.ts";
import {
  giveUpTurn,
  type SettleDeps,
  settleAnswerFault,
  settleLookupFault,
  settleSendFault,
} from "./settle-fault.ts";
import type { StepLock } from "./step-lock.ts";

export const LEASE_MS = 30_000;
export const POLL_MS = 1_000;
/** The messenger's own deadline for a send. */
export const SEND_MS = 10_000;
/** The lease time that must be left when a send begins. */
const SEND_MARGIN_MS = SEND_MS + 5_000;
const MAX_INTERRUPTIONS = 2;
/**
 * A message that may have crashed two processes is retried, alone, only by a process that has run
 * this long without it: an earlier crash has another cause.
 */
export const MIN_UPTIME_MS = 20_000;

export interface LaneDeps extends SettleDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** True if a user's waiting messages are answered together. */
  readonly isMerging: boolean;
  answer(turn: Turn, lease: LaneLease): Promise<void>;
  send(part: OpenPart, lease: LaneLease): Promise<void>;
  lookUp(found: LookUp, lease: LaneLease): Promise<void>;
  /** Is notified of every step of a lane, and of its release. */
  readonly events: Publisher;
}

interface LaneWork extends LaneDeps {
  readonly inFlightAnswers: InFlightAnswers;
  readonly stepLock: StepLock;
  /** Aborted when the process stops. */
  readonly stopSignal: AbortSignal;
}

/** The limits of the whole process at this moment. */
interface Permits {
  mayGoOn(): boolean;
  mayAnswer(): boolean;
  /** Returns whether this process started too recently to blame a message for a crash. */
  hasJustStarted(): boolean;
}

/** Returns the steps that may begin now; a suspect only if `isAlone`. */
export function stepOptions(
  { isMerging }: Pick<LaneDeps, "isMerging">,
  permits: Permits,
  isAlone: boolean,
): StepOptions {
  return {
    leaseMs: LEASE_MS,
    mayAnswer: permits.mayAnswer(),
    isMerged: isMerging,
    suspects: permits.hasJustStarted()
      ? { kind: "put-off", delayMs: MIN_UPTIME_MS }
      : { kind: isAlone ? "begin" : "report" },
  };
}

/**
 * Executes the steps of a user's lane until nothing is due, then releases the lane. Returns the
 * milliseconds until it is due again; Infinity if it is idle, lost, or the process stops.
 */
export async function runLane(lane: Lane, work: LaneWork, permits: Permits): Promise<number> {
  const { store, clock, log, stopSignal } = work;
  const lost = new AbortController();
  const signal = AbortSignal.any([lost.signal, stopSignal]);
  const stopHeartbeat = keepLease(lane, LEASE_MS, () => lost.abort(), work);
  let interruptions = 0;
  let isAlone = false;
  /** The turn that was begun and has not ended. */
  let begun: Turn | null = null;
  let untilNextMs = Infinity;

  async function takeStep(): Promise<"taken" | "over"> {
    const sendBefore = clock.now() + LEASE_MS - SEND_MARGIN_MS;
    const step = await store.nextStep(lane, stepOptions(work, permits, isAlone));
    if (step === null) return "over";
    isAlone = step.kind === "suspect";
    const lease = { lane, sendBefore, signal, ending: signal };
    if (step.kind === "answer") await takeAnswer(step.turn, lease);
    else await sendOrLookUp(step, lease, work);
    return "taken";
  }

  async function takeAnswer(turn: Turn, lease: LaneLease): Promise<void> {
    begun = turn;
    const mayWait = work.isMerging && interruptions < MAX_INTERRUPTIONS && !isSuspect(turn);
    const isInterrupted = await work.inFlightAnswers.runInterruptibly(
      turn,
      mayWait,
      (interruption) =>
        runAnswer(turn, { ...lease, signal: AbortSignal.any([signal, interruption]) }, work),
    );
    if (isInterrupted) interruptions += 1;
    if (signal.aborted) return;
    // A command in a burst is answered alone: the messages after it are begun again.
    if (isInterrupted || turn.earlier.length > 0) await store.spareTurn(lane, turn);
    begun = null;
  }

  try {
    while (!signal.aborted && permits.mayGoOn()) {
      const leave = await work.stepLock.enter(isAlone, signal);
      try {
        // The lock may have been granted too late.
        if (signal.aborted || !permits.mayGoOn()) break;
        if ((await takeStep()) === "over") break;
      } finally {
        leave();
      }
      work.events.publish({ kind: "progressed", userId: lane.userId });
    }
  } catch (error) {
    log.error("lane failed", { lane: lane.userId, error });
    // The failure may repeat at once: leave time for other lanes.
    await pause(POLL_MS, clock, stopSignal);
  } finally {
    stopHeartbeat();
    untilNextMs = await release(lane, begun, work);
    work.events.publish({ kind: "progressed", userId: lane.userId });
  }
  return untilNextMs;
}

async function sendOrLookUp(
  step: Exclude<Step, { readonly kind: "answer" }>,
  lease: LaneLease,
  work: LaneWork,
): Promise<void> {
  switch (step.kind) {
    case "suspect":
      // The next step begins it and waits until all other steps have ended.
      work.log.warn("suspect message scheduled alone", { message: step.messageId });
      return;
    case "send":
      return work
        .send(step.part, lease)
        .catch((error: unknown) => settleSendFault(error, step.part, lease.lane, work));
    case "look-up":
      return work
        .lookUp(step, lease)
        .catch((error: unknown) => settleLookupFault(error, step, lease.lane, work));
  }
}

async function runAnswer(turn: Turn, lease: LaneLease, work: LaneWork): Promise<void> {
  if (turn.starts > MAX_STARTS) return giveUpTurn(turn, lease.lane, work);
  try {
    await work.answer(turn, lease);
  } catch (error) {
    // The lane was lost, the process stops or a newer message interrupts: the message stays
    // unchanged for the next claim.
    if (lease.signal.aborted) return;
    await settleAnswerFault(error, turn, lease.lane, work);
  }
}

/**
 * Releases the lane; a turn that did not end does not count as a crash, since the process still
 * runs.
 */
async function release(
  lane: Lane,
  begun: Turn | null,
  { store, clock, log, stopSignal }: LaneWork,
): Promise<number> {
  let unspared = begun;
  for (;;) {
    try {
      if (unspared !== null) await store.spareTurn(lane, unspared);
      unspared = null;
      const released = await store.releaseLane(lane);
      return released?.untilNextMs ?? Infinity;
    } catch (error) {
      log.error("lane release failed", { lane: lane.userId, error });
      if (stopSignal.aborted) return Infinity;
      await pause(POLL_MS, clock, stopSignal);
    }
  }
}
