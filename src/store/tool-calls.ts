import type { Continuation, ToolCall } from "../core/tool-call.ts";
import type { Row } from "./row.ts";
import type { ToolEffect } from "./tool-effects.ts";

export type CallPlace = Pick<Row<"toolCalls">, "messageId" | "round" | "idx">;

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
