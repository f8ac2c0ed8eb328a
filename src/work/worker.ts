import type { Lane } from "../core/lane.ts";
import type { Arrived } from "../store/news.ts";
import { createOvertaking } from "./overtaking.ts";
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
