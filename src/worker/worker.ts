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
  MIN_UPTIME_MS,
} from "./run-lane.ts";
import { createStepLock } from "./step-lock.ts";

/** The retry delay for a lane that is locked by another transaction. */
const LOCKED_MS = 50;

export interface WorkerDeps extends LaneDeps {
  /** The number of lanes worked on at once. */
  readonly maxLanes: number;
  readonly owner: string;
  readonly events: EventBus;
}

export interface Worker {
  start(): void;
  /** Resolves when nothing is due any more. */
  drain(): Promise<void>;
  /** Begins no further answer; those in flight have `graceMs` (10 s at least), then are aborted. */
  stop(graceMs: number): Promise<void>;
  lanesAtWork(): number;
}

/**
 * Works on many users at once, on each user's open work in order, and never waits inside a lane.
 * Looks for work when the bus reports that something may be due; that settles the event unless
 * there is no room. A received message aborts an answer in flight that is made without it, at most
 * twice, unless a command came before.
 */
export function createWorker(deps: WorkerDeps): Worker {
  const { store, clock, log, events, maxLanes, owner, isMerging } = deps;
  const atWork = new Set<Promise<void>>();
  const stopped = new AbortController();
  const inFlightAnswers = createInFlightAnswers();
  const stepLock = createStepLock();
  let hasJustStarted = true;
  const cancelUptimeTimer = clock.after(MIN_UPTIME_MS, () => {
    hasJustStarted = false;
  });
  let state: "idle" | "running" | "stopping" = "idle";
  let isWanted = false;
  /** The time at which a lane is due as far as is known: then it is claimed without asking first. */
  let dueAt = Infinity;
  /** Other processes make lanes due as well: the store is asked at least once in `POLL_MS`. */
  let lookedAt = 0;
  let hasFailed = false;
  let looking: Promise<void> | null = null;
  /** While stopping, nothing begins after this time. */
  let quietAt = Infinity;
  let cancelTimer = () => {};
  const work = { ...deps, inFlightAnswers, stepLock, stopSignal: stopped.signal };
  const permits = {
    mayGoOn: () => clock.now() <= quietAt,
    mayAnswer: () => state !== "stopping",
    hasJustStarted: () => hasJustStarted,
  };

  /**
   * Claims due lanes while there is room, and returns in how many milliseconds the next lane is
   * due.
   */
  async function pump(): Promise<number> {
    const waitMs = await claimDue();
    dueAt = Math.min(dueAt, clock.now() + waitMs);
    return waitMs;
  }

  async function claimDue(): Promise<number> {
    try {
      lookedAt = clock.now();
      let waitMs = dueAt <= lookedAt ? 0 : await untilDue();
      for (;;) {
        hasFailed = false;
        if (waitMs > 0 || state === "stopping" || atWork.size >= maxLanes) return waitMs;
        dueAt = Infinity;
        // While a suspect is tried alone nothing else begins.
        const first = stepLock.isTaken() ? undefined : stepOptions(work, permits, false);
        const lane = await store.claimLane(owner, LEASE_MS, first);
        if (lane === null) return await untilDue();
        begin(lane);
        waitMs = lane.untilNextMs ?? Infinity;
      }
    } catch (error) {
      log.error("claim failed", { error });
      hasFailed = true;
      return Infinity;
    }
  }

  const untilDue = async () => (await store.untilDue()) ?? Infinity;

  function begin(lane: Lane): void {
    const run: Promise<void> = runLane(lane, work, permits)
      .finally(() => atWork.delete(run))
      .then(expect);
    atWork.add(run);
  }

  /** Notes that a lane is due in so many milliseconds. */
  function expect(waitMs: number): void {
    dueAt = Math.min(dueAt, clock.now() + waitMs);
    if (dueAt <= clock.now()) wake();
    else if (looking === null) wakeLater();
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
    looking = null;
    wakeLater();
  }

  function wakeLater(): void {
    cancelTimer();
    if (state !== "running") return;
    const now = clock.now();
    const waitMs = dueAt - now;
    // A clock that was set back is before the last look.
    const untilPollMs = Math.min(POLL_MS, Math.max(0, lookedAt + POLL_MS - now));
    // A due lane could not be claimed: no room, a failing store, or a lock.
    const leastMs = hasFailed || atWork.size >= maxLanes ? POLL_MS : LOCKED_MS;
    cancelTimer = clock.after(waitMs <= 0 ? leastMs : Math.min(untilPollMs, waitMs), wake);
  }

  events.subscribe("due", ({ afterMs = 0 }) => {
    expect(afterMs);
    return state === "running" && atWork.size < maxLanes;
  });
  // Without merging, no message changes the answer to another.
  events.subscribe("received", (message) => inFlightAnswers.interrupt(message) || !isMerging);

  events.subscribe("taken-over", ({ userId }) => inFlightAnswers.abort(userId));

  return {
    start: () => {
      state = "running";
      wake();
    },
    drain: async () => {
      // A due lane may be locked or just being claimed, and cannot be claimed here.
      do await Promise.all([looking, ...atWork]);
      while ((await pump()) <= 0 || atWork.size > 0 || looking !== null);
    },
    stop: async (graceMs) => {
      state = "stopping";
      cancelTimer();
      cancelUptimeTimer();
      quietAt = clock.now() + graceMs - SEND_MS;
      const cancel = clock.after(graceMs, () => stopped.abort());
      await looking;
      await Promise.all(atWork);
      cancel();
      stopped.abort();
    },
    lanesAtWork: () => atWork.size,
  };
}
