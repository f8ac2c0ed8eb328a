import type { Lane } from "../core/lane.ts";
import type { Bill } from "./charges.ts";
import type { Budget } from "./spending.ts";
import type { Draft, Turn } from "./turn.ts";

/** The step for an answer that is spoken before it is recorded; a part of `Store`. */
export interface DraftStore {
  /**
   * Keeps the model's answer with its turn until it is recorded, settles the call that made it, and
   * reserves the most that speaking it may cost, beside what is reserved for its parts. False if that
   * would pass a budget: then only the answer is kept. Null if the lane is lost or the turn no longer
   * waits for its answer.
   */
  keepDraft(lane: Lane, turn: Turn, kept: KeptDraft): Promise<boolean | null>;
}

export interface KeptDraft {
  readonly draft: Draft;
  /** The cost of the model's call. */
  readonly bill: Bill;
  /** The parts that its reply may have. */
  readonly maxParts: number;
  /** The most that speaking may cost. */
  readonly budget: Budget;
}
