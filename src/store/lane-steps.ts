import type { Lane } from "../core/lane.ts";
import type { Driver, Transaction, WriteOptions } from "./driver.ts";
import { spareTurn } from "./steps/begin-turn.ts";
import { claiming, freeLane, holding, releaseLane, renewLane } from "./steps/lanes.ts";
import { beginSend, nextStep } from "./steps/next-step.ts";
import { isDue, nextWork } from "./steps/open-work.ts";
import type { Part } from "./steps/parts.ts";
import { readPart, unsend } from "./steps/sends.ts";
import type { Step, StepOptions, Store } from "./store.ts";

/** A step that was begun this long ago has used up too much of its lease: that is renewed first. */
const FRESH_MS = 1_000;

/** After a power cut no lane is held, and a message's start counts for nothing. */
const UNSYNCED = { isSynced: false };

/** How far the store is ahead of the holder of a lane. */
interface Ahead {
  readonly options: StepOptions;
  /** The step that was begun together with the one before; null when there was none. */
  begun: { readonly step: Step; readonly at: number } | null;
  isReleased: boolean;
}

type Work<T> = (transaction: Transaction) => Promise<T>;

export interface LaneSteps extends Pick<
  Store,
  "claimLane" | "renewLane" | "releaseLane" | "nextStep"
> {
  /** Runs `work` while the claim of a lane stands; null when it does not. */
  underLane<T>(lane: Lane, work: Work<T>, options?: WriteOptions): Promise<T | null>;
  /**
   * The same for work that ends a step, when it is true of it that `isDone`: what its user's lane has
   * to do next is begun in the same transaction when it is a send, and the lane is released when
   * nothing is due. Only for lanes that were claimed with their first step: those of a worker.
   */
  endStep(lane: Lane, work: Work<boolean>, options?: WriteOptions): Promise<boolean>;
  /** The same for work on one part of the lane's user. */
  endSend(
    lane: Lane,
    partId: number,
    work: (transaction: Transaction, part: Part) => Promise<void>,
    options?: WriteOptions,
  ): Promise<boolean>;
}

/** Claims, fences and releases lanes, and begins their steps. */
export function createLaneSteps(driver: Driver): LaneSteps {
  const states = new WeakMap<Lane, Ahead>();

  const underLane: LaneSteps["underLane"] = (lane, work, options) =>
    driver.transactFrom(holding(lane), work, options);

  /** Takes what was begun together with the step before. */
  function takeBegun(lane: Lane): Ahead["begun"] {
    const state = states.get(lane);
    const begun = state?.begun ?? null;
    if (state !== undefined) state.begun = null;
    return begun;
  }

  async function endStep(
    lane: Lane,
    work: Work<boolean>,
    options?: WriteOptions,
  ): Promise<boolean> {
    const state = states.get(lane);
    const ended = await underLane(
      lane,
      async (transaction) => {
        const isDone = await work(transaction);
        // A send must be on disk before it is made.
        const how = state && { ...state.options, maySend: options?.isSynced !== false };
        const after = isDone && how !== undefined ? await goOn(transaction, lane, how) : null;
        return { isDone, after };
      },
      options,
    );
    if (state !== undefined && ended?.after != null) {
      if (ended.after === "released") state.isReleased = true;
      else state.begun = { step: ended.after, at: performance.now() };
    }
    return ended?.isDone ?? false;
  }

  return {
    underLane,
    claimLane: async (owner, leaseMs, first) => {
      const claimed = await driver.transactFrom(
        claiming(owner, leaseMs),
        async (transaction, rows) => {
          const [row] = rows;
          if (row === undefined) throw new Error("a claim without a lane");
          const { userId, epoch, leaseUntil } = row;
          const lane: Lane = { userId, owner, epoch, leaseUntil };
          // This commit does not wait for the disk, as one that begins a send must.
          const step = first && (await nextStep(transaction, lane, { ...first, maySend: false }));
          return { lane, step: step ?? null };
        },
        UNSYNCED,
      );
      if (claimed === null) return null;
      const { lane, step } = claimed;
      if (first !== undefined) {
        const begun = step && { step, at: performance.now() };
        states.set(lane, { options: first, begun, isReleased: false });
      }
      return lane;
    },
    renewLane: (lane, leaseMs) =>
      underLane(lane, (transaction) => renewLane(transaction, lane, leaseMs), UNSYNCED),
    nextStep: async (lane, options) => {
      if (states.get(lane)?.isReleased === true) return null;
      const begun = takeBegun(lane);
      if (begun !== null && performance.now() - begun.at < FRESH_MS) return begun.step;
      return underLane(lane, async (transaction) => {
        await renewLane(transaction, lane, options.leaseMs);
        return begun?.step ?? (await nextStep(transaction, lane, { ...options, maySend: true }));
      });
    },
    releaseLane: async (lane) => {
      if (states.get(lane)?.isReleased === true) return true;
      const begun = takeBegun(lane);
      const released = await underLane(
        lane,
        async (transaction) => {
          if (begun !== null) await undo(transaction, begun.step);
          return releaseLane(transaction, lane);
        },
        UNSYNCED,
      );
      return released ?? false;
    },
    endStep,
    endSend: (lane, partId, work, options) =>
      endStep(
        lane,
        async (transaction) => {
          const part = await readPart(transaction, partId);
          if (part === null) return false;
          await work(transaction, part);
          return true;
        },
        options,
      ),
  };
}

/** Takes back a step that was begun for a holder who stopped before it. */
async function undo(transaction: Transaction, step: Step): Promise<void> {
  if (step.kind === "send") await unsend(transaction, step.part, transaction.now);
  if (step.kind === "answer") await spareTurn(transaction, step.turn);
}

/** Begins a lane's next step when it is a send, releases the lane when nothing is due; else null. */
async function goOn(
  transaction: Transaction,
  lane: Lane,
  { leaseMs, maySend }: StepOptions & { readonly maySend: boolean },
): Promise<Step | "released" | null> {
  const work = await nextWork(transaction, lane.userId);
  if (work === null || !isDue(work.runAt, transaction.now)) {
    await freeLane(transaction, lane, work);
    return "released";
  }
  if (work.kind !== "part" || work.isSending || !maySend) return null;
  await renewLane(transaction, lane, leaseMs);
  return { kind: "send", part: await beginSend(transaction, work.id) };
}
