import type { Lane } from "../core/lane.ts";
import type { Continuation, ToolCall } from "../core/tool-call.ts";
import type { FactEffect } from "./facts.ts";
import type { ReminderEffect } from "./reminders.ts";
import type { Turn } from "./turn.ts";

/** The calls of tools, each noted before it is made and when it has ended; a part of `Store`. */
export interface ToolCallStore {
  /** Every call that was begun for the messages of a turn: the rounds in their order, and the calls of each. */
  toolCallsOf(turn: Turn): Promise<RecordedCall[]>;
  /**
   * Notes that the calls of a round are about to be made. False, and none may be made, when the lane
   * is lost or the turn no longer waits for its answer.
   */
  beginToolCalls(lane: Lane, turn: Turn, round: NewRound): Promise<boolean>;
  /** Notes what came of a call, once and for all; false when the lane is lost, or that is noted already. */
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

/**
 * A change of our own that a tool asks for. It is noted with the end of the call and made in the
 * transaction that stores the answer, so that there is never one without the other.
 */
export type ToolEffect = FactEffect | ReminderEffect;

/** A failed call has a sentence of ours as its result, and no effect. */
export interface CallEnd {
  readonly state: "finished" | "failed";
  readonly result: string;
  /** Made in the transaction that stores the answer; null where the tool changes nothing of ours. */
  readonly effect: ToolEffect | null;
}

export interface RecordedCall extends CallPlace {
  readonly call: ToolCall;
  /** That of the round, which the first of its calls has. */
  readonly continuation: Continuation | null;
  /** Null where the call was begun, and no end of it is known. */
  readonly end: CallEnd | null;
}

/** What stands in the column `state`. */
export type ToolCallState = "started" | CallEnd["state"];
