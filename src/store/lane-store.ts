import type { Lane, Released } from "../core/lane.ts";
import type { SuspectPolicy } from "../core/suspects.ts";
import type { OpenPart } from "./sends.ts";
import type { Turn } from "./turn.ts";

/** The steps of a lane and its work; a part of `Store`. */
export interface LaneStore {
  /**
   * Claims the lane that has waited longest among those that are due and free. With `first`,
   * commits are saved: its first answer is begun in the same transaction, a send is begun together
   * with the step before it and returned by `nextStep`, and the lane is released with its last
   * step.
   */
  claimLane(owner: string, leaseMs: number, first?: StepOptions): Promise<Claimed | null>;
  renewLane(lane: Lane, leaseMs: number): Promise<Lane | null>;
  /** Releases the lane, due again when its oldest open work is. Returns null if it is lost. */
  releaseLane(lane: Lane): Promise<Released | null>;

  /**
   * Commits the start of this user's oldest open work and returns it: a message counts one more
   * start, a pending part becomes `sending`. A part that is already `sending` must be looked up,
   * together with all due parts of this user. Renews the lease. Returns null if nothing is due, if
   * the lane is lost, or if the work is an answer and `mayAnswer` is false. A send may have been
   * begun together with the step before it. A message that was begun twice without finishing shares
   * its turn with no other, and begins as `suspects` allows.
   */
  nextStep(lane: Lane, options: StepOptions): Promise<Step | null>;
}

export interface StepOptions {
  readonly leaseMs: number;
  readonly mayAnswer: boolean;
  /** True if all waiting messages of this user's conversation are answered together. */
  readonly isMerged: boolean;
  readonly suspects: SuspectPolicy;
}

export interface Claimed extends Lane {
  /** The result of `untilDue` for the other lanes. */
  readonly untilNextMs: number | null;
}

export type Step =
  | { readonly kind: "answer"; readonly turn: Turn }
  /**
   * The next message is a suspect, and `suspects` requires it to be reported; nothing was begun.
   */
  | { readonly kind: "suspect"; readonly messageId: number }
  | { readonly kind: "send"; readonly part: OpenPart }
  /**
   * The parts that may have been sent and are due, in order; `at` is the store's time of the
   * search.
   */
  | { readonly kind: "look-up"; readonly parts: readonly OpenPart[]; readonly at: number };

export type LookUp = Extract<Step, { readonly kind: "look-up" }>;
