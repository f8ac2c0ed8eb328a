import type { Lane, Released } from "../core/lane.ts";
import { type Call, call, type Driver, type Transaction, type WriteOptions } from "./driver.ts";
import { spareTurn } from "./steps/begin-turn.ts";
import {
  claiming,
  holding,
  release,
  releaseLane,
  renewal,
  renewLane,
  untilReady,
} from "./steps/lanes.ts";
import { beginSend } from "./steps/begin-send.ts";
import { nextStep } from "./steps/next-step.ts";
import {
  type Begun,
  type Closing,
  firstWork,
  isDue,
  nextWork,
  workBesides,
} from "./steps/open-work.ts";
import { reservedForPart, toReservation } from "./steps/reserved-money.ts";
import { type EndedPart, partWithId, type SendEnd, unsend } from "./steps/sends.ts";
import type { Claimed, LaneStore, Step, StepOptions } from "./lane-store.ts";

/** A step that began longer ago has used up too much of its lease, which is then renewed first. */
const FRESH_MS = 1_000;

/** After a power cut all lanes are free, and the start of a message does not count. */
const UNSYNCED = { isSynced: false };

/** The work that the store did ahead of the holder of a lane. */
interface Ahead {
  readonly options: StepOptions;
  /** The step that was begun together with the previous one; null if there is none. */
  begun: { readonly step: Step; readonly at: number } | null;
  released: Released | null;
}

type Work<T> = (transaction: Transaction) => Promise<T>;

export interface LaneSteps extends LaneStore {
  /** Runs `work` if the claim of the lane is still valid; returns null if it is not. */
  underLane<T>(lane: Lane, work: Work<T>, options?: WriteOptions): Promise<T | null>;
  /**
   * Runs `work` that ends a step; it may begin a send itself if it is given what to run alongside. If `isDone` is true of its result, the lane's next step is begun
   * in the same transaction if it is a send, and the lane is released if nothing is due. Only for
   * lanes that were claimed together with their first step: those of a worker.
   */
  endStep(
    lane: Lane,
    work: (
      transaction: Transaction,
      alongside: readonly Call[] | null,
    ) => Promise<boolean | Closing | Begun>,
    options?: WriteOptions,
  ): Promise<boolean>;
  /** Runs `work` on one part of the lane's user, like `endStep`. */
  endSend(
    lane: Lane,
    partId: number,
    work: (transaction: Transaction, part: EndedPart) => Promise<SendEnd>,
    options?: WriteOptions,
  ): Promise<boolean>;
}

/** Claims, fences and releases lanes, and begins their steps. */
export function createLaneSteps(driver: Driver): LaneSteps {
  const states = new WeakMap<Lane, Ahead>();

  const underLane: LaneSteps["underLane"] = (lane, work, options) =>
    driver.transactFrom(holding(lane), work, options);

  /** Returns and clears the step that was begun together with the previous one. */
  function takeBegun(lane: Lane): Ahead["begun"] {
    const state = states.get(lane);
    const begun = state?.begun ?? null;
    if (state !== undefined) state.begun = null;
    return begun;
  }

  const endStep: LaneSteps["endStep"] = async (lane, work, options) => {
    const state = states.get(lane);
    // A send must be on disk before it is made.
    const maySend = options?.isSynced !== false;
    const ended = await underLane(
      lane,
      async (transaction) => {
        const alongside =
          state !== undefined && maySend ? renewal(transaction, lane, state.options.leaseMs) : null;
        const end = await work(transaction, alongside);
        if (end === false) return { isDone: false, after: null };
        if (end !== true && "begun" in end) {
          return { isDone: true, after: { kind: "send", part: end.begun } as const };
        }
        const closing = end === true ? null : end;
        if (state === undefined) {
          await transaction.together(...(closing?.writes ?? []));
          return { isDone: true, after: null };
        }
        const how = { ...state.options, maySend };
        return { isDone: true, after: await goOn(transaction, lane, how, closing) };
      },
      options,
    );
    if (state !== undefined && ended?.after != null) {
      if ("untilNextMs" in ended.after) state.released = ended.after;
      else state.begun = { step: ended.after, at: performance.now() };
    }
    return ended?.isDone ?? false;
  };

  return {
    underLane,
    claimLane: async (owner, leaseMs, first) => {
      const claimed = await driver.transactFrom(
        claiming(owner, leaseMs),
        async (transaction, rows) => {
          const [row] = rows;
          if (row === undefined) throw new Error("a claim without a lane");
          const { userId, epoch, leaseUntil, nextReadyAt, now } = row;
          const untilNextMs = untilReady(nextReadyAt, now);
          const lane: Claimed = { userId, owner, epoch, leaseUntil, untilNextMs };
          // This commit does not wait for the disk, which one that begins a send must do.
          const step = first && (await nextStep(transaction, lane, { ...first, maySend: false }));
          return { lane, step: step ?? null };
        },
        UNSYNCED,
      );
      if (claimed === null) return null;
      const { lane, step } = claimed;
      if (first !== undefined) {
        const begun = step && { step, at: performance.now() };
        states.set(lane, { options: first, begun, released: null });
      }
      return lane;
    },
    renewLane: (lane, leaseMs) =>
      underLane(lane, (transaction) => renewLane(transaction, lane, leaseMs), UNSYNCED),
    nextStep: async (lane, options) => {
      if (states.get(lane)?.released) return null;
      const begun = takeBegun(lane);
      if (begun !== null && performance.now() - begun.at < FRESH_MS) return begun.step;
      return underLane(lane, async (transaction) => {
        await renewLane(transaction, lane, options.leaseMs);
        return begun?.step ?? (await nextStep(transaction, lane, { ...options, maySend: true }));
      });
    },
    releaseLane: async (lane) => {
      const released = states.get(lane)?.released;
      if (released) return released;
      const begun = takeBegun(lane);
      return underLane(
        lane,
        async (transaction) => {
          if (begun !== null) await undo(transaction, begun.step);
          return releaseLane(transaction, lane);
        },
        UNSYNCED,
      );
    },
    endStep,
    endSend: (lane, partId, work, options) =>
      endStep(
        lane,
        async (transaction) => {
          const [[part], open, [row]] = await transaction.together(
            call(partWithId, { partId }),
            workBesides(transaction, lane.userId, partId),
            reservedForPart(partId),
          );
          if (part === undefined) return false;
          const reserved = row === undefined ? null : toReservation(row);
          const writes = await work(transaction, { ...part, reserved });
          return writes.length === 0 || { writes, work: firstWork(transaction, open) };
        },
        options,
      ),
  };
}

/** Undoes the start of a step whose holder stopped before it. */
async function undo(transaction: Transaction, step: Step): Promise<void> {
  if (step.kind === "send") await unsend(transaction, step.part, transaction.now);
  if (step.kind === "answer") await spareTurn(transaction, step.turn);
}

/**
 * Begins the lane's next step if it is a send, releases the lane if nothing is due; else returns
 * null.
 */
async function goOn(
  transaction: Transaction,
  lane: Lane,
  { leaseMs, maySend }: StepOptions & { readonly maySend: boolean },
  closing: Closing | null,
): Promise<Step | Released | null> {
  const writes = closing?.writes ?? [];
  const work = closing === null ? await nextWork(transaction, lane.userId) : closing.work;
  if (work === null || !isDue(work.runAt, transaction.now)) {
    await transaction.together(...writes, release(lane, work));
    return { untilNextMs: untilReady(work?.runAt ?? null, transaction.now) };
  }
  await transaction.together(...writes);
  if (work.kind !== "part" || work.isSending || !maySend) return null;
  const renewed = renewal(transaction, lane, leaseMs);
  return { kind: "send", part: await beginSend(transaction, work.id, 0, renewed) };
}
