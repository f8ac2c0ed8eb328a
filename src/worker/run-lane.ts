import type { Publisher } from "../core/event-bus.ts";
import type { Lane, LaneLease } from "../core/lane.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { isSuspect, MAX_STARTS } from "../core/suspects.ts";
import type { OpenPart } from "../store/sends.ts";
import type { LookUp, Step, StepOptions, Store } from "../store/store.ts";
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
/** A send begins only with this much of the lease left. */
const SEND_MARGIN_MS = SEND_MS + 5_000;
const MAX_INTERRUPTIONS = 2;
/**
 * A message that may have ended two processes is tried again, alone, only in a process that has lived
 * this long without it: what ends processes sooner is not that message.
 */
export const YOUTH_MS = 20_000;

export interface LaneDeps extends SettleDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether messages of one user that wait together are answered together. */
  readonly isMerging: boolean;
  answer(turn: Turn, lease: LaneLease): Promise<void>;
  send(part: OpenPart, lease: LaneLease): Promise<void>;
  lookUp(found: LookUp, lease: LaneLease): Promise<void>;
  /** Hears of every step of a user's, and when the user's lane is given back. */
  readonly events: Publisher;
}

interface LaneWork extends LaneDeps {
  readonly overtaking: InFlightAnswers;
  readonly stepLock: StepLock;
  /** Aborted when the process stops. */
  readonly letGo: AbortSignal;
}

/** What the whole process allows just now. */
interface Permits {
  mayGoOn(): boolean;
  mayAnswer(): boolean;
  /** Whether this process has lived for too short a time to blame a message for its end. */
  isYoung(): boolean;
}

/** What may be begun just now; a suspect only when it `isAlone`. */
export function stepOptions(
  { isMerging }: Pick<LaneDeps, "isMerging">,
  permits: Permits,
  isAlone: boolean,
): StepOptions {
  return {
    leaseMs: LEASE_MS,
    mayAnswer: permits.mayAnswer(),
    isMerged: isMerging,
    suspects: permits.isYoung()
      ? { kind: "put-off", delayMs: YOUTH_MS }
      : { kind: isAlone ? "begin" : "report" },
  };
}

/** Takes one step of a user's lane after the other until nothing is due, then gives the lane back. */
export async function runLane(lane: Lane, work: LaneWork, permits: Permits): Promise<void> {
  const { store, clock, log, letGo } = work;
  const lost = new AbortController();
  const signal = AbortSignal.any([lost.signal, letGo]);
  const stopHeartbeat = keepLease(lane, LEASE_MS, () => lost.abort(), work);
  let interruptions = 0;
  let isAlone = false;
  /** What was begun and has come to no end. */
  let begun: Turn | null = null;

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
    let isOvertaken = false;
    if (!mayWait) {
      await runAnswer(turn, lease, work);
    } else {
      isOvertaken = await work.overtaking.runInterruptibly(turn, (overtaken) =>
        runAnswer(turn, { ...lease, signal: AbortSignal.any([signal, overtaken]) }, work),
      );
    }
    if (isOvertaken) interruptions += 1;
    if (signal.aborted) return;
    // A command in a burst is answered alone: those behind it begin once more.
    if (isOvertaken || turn.earlier.length > 0) await store.spareTurn(lane, turn);
    begun = null;
  }

  try {
    while (!signal.aborted && permits.mayGoOn()) {
      const leave = await work.stepLock.enter(isAlone, signal);
      try {
        // What was waited for may have come too late.
        if (signal.aborted || !permits.mayGoOn()) break;
        if ((await takeStep()) === "over") break;
      } finally {
        leave();
      }
      work.events.publish({ kind: "progressed", userId: lane.userId });
    }
  } catch (error) {
    log.error("lane broke off", { lane: lane.userId, error });
    // What broke may break again at once: let the rest of the world have its turn.
    await pause(POLL_MS, clock, letGo);
  } finally {
    stopHeartbeat();
    await release(lane, begun, work);
    work.events.publish({ kind: "progressed", userId: lane.userId });
  }
}

async function sendOrLookUp(
  step: Exclude<Step, { readonly kind: "answer" }>,
  lease: LaneLease,
  work: LaneWork,
): Promise<void> {
  switch (step.kind) {
    case "suspect":
      // It is begun by the next step, which waits until nothing else is under way.
      work.log.warn("message will be tried alone", { message: step.messageId });
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
    // Lost, stopped or overtaken: the message waits, untouched, for the next to claim its lane.
    if (lease.signal.aborted) return;
    await settleAnswerFault(error, turn, lease.lane, work);
  }
}

/** Gives the lane back; a turn that came to no end in a process that lives is not held against it. */
async function release(
  lane: Lane,
  begun: Turn | null,
  { store, clock, log, letGo }: LaneWork,
): Promise<void> {
  let unspared = begun;
  for (;;) {
    try {
      if (unspared !== null) await store.spareTurn(lane, unspared);
      unspared = null;
      await store.releaseLane(lane);
      return;
    } catch (error) {
      log.error("cannot release a lane", { lane: lane.userId, error });
      if (letGo.aborted) return;
      await pause(POLL_MS, clock, letGo);
    }
  }
}
