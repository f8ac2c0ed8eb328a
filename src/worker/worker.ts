import type { EventBus } from "../core/event-bus.ts";
import type { Lane } from "../core/lane.ts";
import { createInFlightAnswers } from "./in-flight-answers.ts";
import {
  type LaneDeps,
  LEASE_MS,
  POLL_MS,
  runLane,
  SEND_MS,
  stepOptions,
  YOUTH_MS,
} from "./run-lane.ts";
import { createStepLock } from "./step-lock.ts";

/** A lane that somebody holds for the length of a transaction cannot be claimed just then. */
const LOCKED_MS = 50;

export interface WorkerDeps extends LaneDeps {
  /** Lanes worked on at once. */
  readonly maxLanes: number;
  readonly owner: string;
  readonly events: EventBus;
}

export interface Worker {
  start(): void;
  /** Resolves when nothing is due any more. */
  drain(): Promise<void>;
  /** No answer begins from now on; those under way have `graceMs` (10 s at least), then are aborted. */
  stop(graceMs: number): Promise<void>;
  lanesAtWork(): number;
}

/**
 * Works on many users at once, on each user's open work in order, and never waits inside a lane. Looks
 * for work when the bus says that something may be due, which is settled here unless there is no room;
 * a message that the bus brings calls off an answer that is just being made here without it, at most
 * twice, unless a command came before.
 */
export function createWorker(deps: WorkerDeps): Worker {
  const { store, clock, log, events, maxLanes, owner, isMerging } = deps;
  const atWork = new Set<Promise<void>>();
  const letGo = new AbortController();
  const overtaking = createInFlightAnswers();
  const stepLock = createStepLock();
  let isYoung = true;
  const cancelYouth = clock.after(YOUTH_MS, () => {
    isYoung = false;
  });
  let state: "idle" | "running" | "stopping" = "idle";
  let isWanted = false;
  let hasFailed = false;
  let looking: Promise<void> | null = null;
  /** While stopping, nothing begins after this. */
  let quietAt = Infinity;
  let cancelTimer = () => {};
  const work = { ...deps, overtaking, stepLock, letGo: letGo.signal };
  const permits = {
    mayGoOn: () => clock.now() <= quietAt,
    mayAnswer: () => state !== "stopping",
    isYoung: () => isYoung,
  };

  /** Claims what is due while there is room, and returns in how many milliseconds the next lane is. */
  async function pump(): Promise<number> {
    try {
      let waitMs = (await store.untilDue()) ?? Infinity;
      for (;;) {
        hasFailed = false;
        if (waitMs > 0 || state === "stopping" || atWork.size >= maxLanes) return waitMs;
        // While a suspect is tried alone nothing is begun beside it.
        const first = stepLock.isTaken() ? undefined : stepOptions(work, permits, false);
        const lane = await store.claimLane(owner, LEASE_MS, first);
        if (lane === null) return waitMs;
        begin(lane);
        waitMs = lane.untilNextMs ?? Infinity;
      }
    } catch (error) {
      log.error("cannot claim work", { error });
      hasFailed = true;
      return Infinity;
    }
  }

  function begin(lane: Lane): void {
    const run = runLane(lane, work, permits).finally(() => {
      atWork.delete(run);
      if (state === "running") wake();
    });
    atWork.add(run);
  }

  function wake(): void {
    if (state !== "running") return;
    isWanted = true;
    looking ??= look();
  }

  async function look(): Promise<void> {
    cancelTimer();
    let waitMs = Infinity;
    while (isWanted) {
      isWanted = false;
      waitMs = await pump();
    }
    looking = null;
    if (state !== "running") return;
    // What is due already could not be claimed: every place is taken, the store fails, or it is locked.
    const leastMs = hasFailed || atWork.size >= maxLanes ? POLL_MS : LOCKED_MS;
    cancelTimer = clock.after(waitMs <= 0 ? leastMs : Math.min(POLL_MS, waitMs), wake);
  }

  events.subscribe("due", () => {
    wake();
    return state === "running" && atWork.size < maxLanes;
  });
  // Where messages are not merged, none changes the answer to another.
  events.subscribe("received", (message) => overtaking.interrupt(message) || !isMerging);

  return {
    start: () => {
      state = "running";
      wake();
    },
    drain: async () => {
      // What is due may be locked, or just being claimed, and then cannot be claimed here.
      do await Promise.all([looking, ...atWork]);
      while ((await pump()) <= 0 || atWork.size > 0 || looking !== null);
    },
    stop: async (graceMs) => {
      state = "stopping";
      cancelTimer();
      cancelYouth();
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
