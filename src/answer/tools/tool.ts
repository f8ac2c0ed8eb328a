import type { ToolDefinition } from "../../core/tool-call.ts";
import type { WindowRules } from "../../core/reply-window.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import type { Store } from "../../store/store.ts";
import type { ToolEffect } from "../../store/tool-calls.ts";
import type { Turn } from "../../store/turn.ts";

/** Something that a model can have done before it answers. */
export interface Tool {
  readonly definition: ToolDefinition;
  /** Whether a call that a crash may have cut off can be made again: it only reads, or twice is like once. */
  readonly isRepeatable?: boolean;
  /** Returns whether the tool is offered for this turn; without it, for every turn. */
  isOffered?(turn: Turn): boolean;
  /**
   * Returns what the model is to know, which it is shown as untrusted. Whatever this throws, the model
   * is told in one sentence; the words of a `UserFacingError` are part of it.
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
  /** The same for every try of this call, and of no other. */
  readonly key: string;
  /** The changes that earlier rounds of this turn asked for; none of them is made yet. */
  readonly pending: readonly ToolEffect[];
  /** Aborts when the time is up, the lane is lost or the process stops. */
  readonly signal: AbortSignal;
}

/** What tools are made of; each reads the settings that it names. */
export interface ToolDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly reminders: "on" | "off";
  /** The IANA name of the time zone of users whose own is not known. */
  readonly timezone: string;
  /** Returns when the sender of a message can be written to. */
  windowOf(sid: string | null): WindowRules;
}

/** Creates a tool, or returns null where the settings switch it off. */
export type ToolMaker = (deps: ToolDeps) => Tool | null;
