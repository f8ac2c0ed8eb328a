import type { ToolDefinition } from "../../core/tool-call.ts";
import type { Turn } from "../../store/turn.ts";

/** An action that a model can request before it answers. */
export interface Tool {
  readonly definition: ToolDefinition;
  /**
   * True if a call that a crash may have interrupted can be repeated: it only reads, or repeating
   * it changes nothing.
   */
  readonly isRepeatable?: boolean;
  /**
   * Returns the result for the model, which is marked as untrusted. If it throws, the model gets
   * one sentence about the failure, which includes the text of a `UserFacingError`.
   */
  run(args: Readonly<Record<string, unknown>>, context: ToolContext): Promise<string>;
}

export interface ToolContext {
  readonly turn: Turn;
  /** The same for every attempt of this call, and different for any other call. */
  readonly key: string;
  /** Aborts when the time limit is reached, the lane is lost or the process stops. */
  readonly signal: AbortSignal;
}
