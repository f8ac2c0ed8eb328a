import type { Clock, Logger } from "../core/ports.ts";
import type { Arrived } from "../store/news.ts";
import type { Lane, OpenPart, Step, StepOptions, Store, Turn } from "../store/store.ts";
import { createOvertaking } from "./overtaking.ts";
import { keepLease } from "./keep-lease.ts";
import { pause } from "./pause.ts";
import {
  type SettleDeps,
  settleAnswerFault,
  settleLookupFault,
  settleSendFault,
} from "./settle-fault.ts";

const LEASE_MS = 30_000;
const POLL_MS = 1_000;
/** A lane that somebody holds for the length of a transaction cannot be claimed just then. */
const LOCKED_MS = 50;
/** The messenger's own deadline for a send. */
const SEND_MS = 10_000;
/** A send begins only with this much of the lease left. */
const SEND_MARGIN_MS = SEND_MS + 5_000;
const MAX_INTERRUPTIONS = 2;
/**
 * A message that was begun this often without an end takes the process down with it. Fewer would
 * blame the innocent: of those whose process was killed twice a second, one in a thousand was begun
 * eleven times in a row.
 */
const MAX_STARTS = 25;

/** What a step may do: the lane to write with, until when a send may begin, and when to let go. */
interface Hold {
  readonly lane: Lane;
  readonly sendBefore: number;
  /** Aborted when the lane is lost or the process stops. */
  readonly signal: AbortSignal;
}

export interface WorkerDeps extends SettleDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** Lanes worked on at once. */
  readonly maxLanes: number;
  readonly owner: string;
  /** How long an uncertain send waits for its delivery report before it is looked up. */
  readonly graceMs: number;
  /** Whether messages of one user that wait together are answered together. */
  readonly isMerging: boolean;
  answer(turn: Turn, hold: Hold): Promise<void>;
  send(part: OpenPart, hold: Hold): Promise<void>;
  lookUp(part: OpenPart, hold: Hold): Promise<void>;
  /** Told after every step of a user's, and when the user's lane is given back. */
  onProgress?(userId: number): void;
}

export interface Worker {
  start(): void;
  /** Something may be due: look now. */
  wake(): void;
  /**
   * When an answer to this user is just being made here without that message, and messages are
   * merged, it is begun again with it, at most twice, unless one came before that stands apart.
   * Whether one to this user is made here.
   */
  overtake(arrived: Arrived): boolean;
  /** Whether nothing more can be begun here just now. */
  isFull(): boolean;
  /** Resolves when nothing is due any more. */
  drain(): Promise<void>;
  /** No answer begins from now on; those under way have `graceMs` (10 s at least), then are aborted. */
  stop(graceMs: number): Promise<void>;
  lanesAtWork(): number;
}

/** Works on many users at once, on each user's open work in order, and never waits inside a lane. */
export function createWorker(deps: WorkerDeps): Worker {
  const { store, clock, log, maxLanes, owner } = deps;
  const atWork = new Set<Promise<void>>();
  const letGo = new AbortController();
  const overtaking = createOvertaking();
  let state: "idle" | "running" | "stopping" = "idle";
  let isWanted = false;
  let hasFailed = false;
  let looking: Promise<void> | null = null;
  /** While stopping, nothing begins after this. */
  let quietAt = Infinity;
  let cancelTimer = () => {};

  const stepOptions = (): StepOptions => ({
    leaseMs: LEASE_MS,
    graceMs: deps.graceMs,
    mayAnswer: state !== "stopping",
    isMerged: deps.isMerging,
  });

  /** Claims what is due while there is room; how many lanes it claimed. */
  async function pump(): Promise<number> {
    let claimed = 0;
    try {
      while (state !== "stopping" && atWork.size < maxLanes) {
        const lane = await store.claimLane(owner, LEASE_MS, stepOptions());
        if (lane === null) break;
        claimed += 1;
        begin(lane);
      }
      hasFailed = false;
    } catch (error) {
      log.error("cannot claim work", { error });
      hasFailed = true;
    }
    return claimed;
  }

  function begin(lane: Lane): void {
    const run = runLane(lane).finally(() => {
      atWork.delete(run);
      if (state === "running") wake();
    });
    atWork.add(run);
  }

  async function runLane(lane: Lane): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([lost.signal, letGo.signal]);
    const stopHeartbeat = keepLease(lane, LEASE_MS, () => lost.abort(), deps);
    let interruptions = 0;
    try {
      while (!signal.aborted && clock.now() <= quietAt) {
        const sendBefore = clock.now() + LEASE_MS - SEND_MARGIN_MS;
        const step = await store.nextStep(lane, stepOptions());
        if (step === null) break;
        const hold = { lane, sendBefore, signal };
        const mayWait = deps.isMerging && interruptions < MAX_INTERRUPTIONS;
        if (step.kind === "answer" && mayWait) {
          const { turn } = step;
          const isOvertaken = await overtaking.unlessOvertaken(turn, (overtaken) =>
            runAnswer(turn, { ...hold, signal: AbortSignal.any([signal, overtaken]) }),
          );
          if (isOvertaken) interruptions += 1;
        } else {
          await runStep(step, hold);
        }
        deps.onProgress?.(lane.userId);
      }
    } catch (error) {
      log.error("lane broke off", { lane: lane.userId, error });
      // What broke may break again at once: let the rest of the world have its turn.
      await pause(POLL_MS, clock, letGo.signal);
    } finally {
      stopHeartbeat();
      await release(lane);
      deps.onProgress?.(lane.userId);
    }
  }

  async function runStep(step: Step, hold: Hold): Promise<void> {
    switch (step.kind) {
      case "answer":
        return runAnswer(step.turn, hold);
      case "send":
        return deps
          .send(step.part, hold)
          .catch((error: unknown) => settleSendFault(error, step.part, hold.lane, deps));
      case "look-up":
        return deps
          .lookUp(step.part, hold)
          .catch((error: unknown) => settleLookupFault(error, step.part, hold.lane, deps));
    }
  }

  async function runAnswer(turn: Turn, hold: Hold): Promise<void> {
    try {
      if (turn.starts > MAX_STARTS) throw new Error(`begun ${turn.starts} times without an end`);
      await deps.answer(turn, hold);
    } catch (error) {
      // Lost, stopped or overtaken: the message waits, untouched, for whoever claims its lane next.
      if (hold.signal.aborted) return;
      await settleAnswerFault(error, turn, hold.lane, deps);
    }
  }

  async function release(lane: Lane): Promise<void> {
    for (;;) {
      try {
        await store.releaseLane(lane);
        return;
      } catch (error) {
        log.error("cannot release a lane", { lane: lane.userId, error });
        if (letGo.signal.aborted) return;
        await pause(POLL_MS, clock, letGo.signal);
      }
    }
  }

  function wake(): void {
    if (state !== "running") return;
    isWanted = true;
    looking ??= look();
  }

  async function look(): Promise<void> {
    cancelTimer();
    while (isWanted) {
      isWanted = false;
      await pump();
    }
    const waitMs = await untilDue();
    looking = null;
    if (state !== "running") return;
    // What is due already could not be claimed: every place is taken, the store fails, or it is locked.
    const leastMs = hasFailed || atWork.size >= maxLanes ? POLL_MS : LOCKED_MS;
    cancelTimer = clock.after(waitMs <= 0 ? leastMs : Math.min(POLL_MS, waitMs), wake);
    if (isWanted) wake();
  }

  async function untilDue(): Promise<number> {
    const readyAt = await store.nextReadyAt().catch(() => null);
    return readyAt === null ? Infinity : readyAt - clock.now();
  }

  return {
    start: () => {
      state = "running";
      wake();
    },
    wake,
    overtake: (arrived) => overtaking.overtake(arrived),
    isFull: () => state !== "running" || atWork.size >= maxLanes,
    drain: async () => {
      // What is due may be locked, or just being claimed, and then cannot be claimed here.
      do await Promise.all([looking, ...atWork]);
      while ((await pump()) > 0 || (await untilDue()) <= 0 || atWork.size > 0 || looking !== null);
    },
    stop: async (graceMs) => {
      state = "stopping";
      cancelTimer();
      quietAt = clock.now() + graceMs - SEND_MS;
      const cancel = clock.after(graceMs, () => letGo.abort());
      await looking;
      await Promise.all(atWork);
      cancel();
      letGo.abort();
    },
    lanesAtWork: () => atWork.size,
  };
}
