import type { ToolDefinition } from "../../core/tool-call.ts";
import type { Turn } from "../../store/turn.ts";

/** Something that a model can have done before it answers. */
export interface Tool {
  readonly definition: ToolDefinition;
  /**
   * True if a call that a crash may have interrupted can be repeated: it only reads, or repeating
   * it changes nothing.
   */
  readonly isRepeatable?: boolean;
  /**
   * Returns what the model is to know, which it is shown as untrusted. Whatever this throws, the model
   * is told in one sentence; the words of a `UserFacingError` are part of it.
   */
  run(args: Readonly<Record<string, unknown>>, context: ToolContext): Promise<string>;
}

export interface ToolContext {
  readonly turn: Turn;
  /** The same for every try of this call, and of no other. */
  readonly key: string;
  /** Aborts when the time is up, the lane is lost or the process stops. */
  readonly signal: AbortSignal;
}
