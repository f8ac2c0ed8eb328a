import type { Lane } from "../core/lane.ts";
import type { Continuation, ToolCall } from "../core/tool-call.ts";
import type { ToolEffect } from "./tool-effects.ts";
import type { Turn } from "./turn.ts";

/**
 * The steps for calls of tools, each recorded before it is made and after it ends; a part of
 * `Store`.
 */
export interface ToolCallStore {
  /**
   * Returns every call that was begun for the messages of a turn: the rounds in order, and the
   * calls of each.
   */
  toolCallsOf(turn: Turn): Promise<RecordedCall[]>;
  /**
   * The calls that have ended for the messages before a turn in its conversation, since the one with
   * the id `since`, in their order.
   */
  pastToolCalls(turn: Turn, since: number): Promise<PastToolCall[]>;
  /**
   * Records that the calls of a round are about to be made. Returns false, so that none may be
   * made, if the lane is lost or the turn no longer waits for its answer.
   */
  beginToolCalls(lane: Lane, turn: Turn, round: NewRound): Promise<boolean>;
  /**
   * Records the outcome of a call; returns false if the lane is lost, or an outcome is recorded
   * already.
   */
  finishToolCall(lane: Lane, place: CallPlace, end: CallEnd): Promise<boolean>;
}

export interface CallPlace {
  readonly messageId: number;
  /** Counted from 0 for each message. */
  readonly round: number;
  readonly idx: number;
}

export interface NewRound {
  readonly round: number;
  readonly calls: readonly ToolCall[];
  readonly continuation: Continuation | null;
}

/** A failed call has a sentence of ours as its result, and no effect. */
export interface CallEnd {
  readonly state: "finished" | "failed";
  readonly result: string;
  /** Made in the transaction that stores the answer; null where the tool changes nothing of ours. */
  readonly effect: ToolEffect | null;
}

export interface RecordedCall extends CallPlace {
  readonly call: ToolCall;
  /** The continuation of the round, which only the first of its calls carries. */
  readonly continuation: Continuation | null;
  /** Null if the call was begun and its end is unknown. */
  readonly end: CallEnd | null;
}

/** A call of an earlier turn. */
export interface PastToolCall {
  readonly messageId: number;
  readonly name: string;
  /** The beginning; null where the model wrote none. */
  readonly arguments: string | null;
  /** The beginning, of at most `MAX_PAST_LENGTH` characters. */
  readonly result: string;
}

/** Of a result and its arguments, as much as is read for later prompts. */
export const MAX_PAST_LENGTH = 600;

/** The values of the column `state`. */
export type ToolCallState = "started" | CallEnd["state"];
