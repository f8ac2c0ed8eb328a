import type { ToolDefinition } from "../../core/tool-call.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import type { Store } from "../../store/store.ts";
import type { ToolEffect } from "../../store/tool-calls.ts";
import type { Turn } from "../../store/turn.ts";

/** An action that a model can request before it answers. */
export interface Tool {
  readonly definition: ToolDefinition;
  /**
   * True if a call that a crash may have interrupted can be repeated: it only reads, or repeating
   * it changes nothing.
   */
  readonly isRepeatable?: boolean;
  /** Returns whether the tool is offered for this turn; without it, for every turn. */
  isOffered?(turn: Turn): boolean;
  /**
   * Returns the result for the model, which is marked as untrusted. If it throws, the model gets
   * one sentence about the failure, which includes the text of a `UserFacingError`.
   */
  run(args: Readonly<Record<string, unknown>>, context: ToolContext): Promise<string | ToolResult>;
}

/** A result with a change of our own, which is made in the transaction that stores the answer. */
interface ToolResult {
  readonly result: string;
  readonly effect: ToolEffect;
}

export interface ToolContext {
  readonly turn: Turn;
  /** The same for every attempt of this call, and different for any other call. */
  readonly key: string;
  /** The changes that earlier rounds of this turn asked for; none of them is made yet. */
  readonly pending: readonly ToolEffect[];
  /** Aborts when the time limit is reached, the lane is lost or the process stops. */
  readonly signal: AbortSignal;
}

/** The dependencies of tools; each tool reads the settings that it names. */
export interface ToolDeps {
  readonly store: Store;
  /** Returns whether a search of the documents can find something; null without KNOWLEDGE_DIR. */
  readonly hasDocuments: (() => boolean) | null;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Creates a tool, or returns null where the settings switch it off. */
export type ToolMaker = (deps: ToolDeps) => Tool | null;
