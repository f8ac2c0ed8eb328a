import type { Language } from "../../core/language.ts";
import type { ToolCall, ToolDefinition } from "../../core/tool-call.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import type { Usage } from "../../core/usage.ts";
import type { SearchEngine } from "../../core/web.ts";
import type { Costs } from "../../ledger/costs.ts";
import type { ReadPage } from "../../media/read-page.ts";
import type { Store } from "../../store/store.ts";
import type { CallEnd, ToolEffect } from "../../store/tool-calls.ts";
import type { Turn } from "../../store/turn.ts";

/** What a user can ask for beside answers in words. */
export interface Ability {
  /**
   * Its sentence in the list of commands, such as "I can search the web."; of several tools that
   * belong together, one has it.
   */
  readonly help?: Readonly<Record<Language, string>>;
  /** Returns whether the turn's user has it; without it, every user has. */
  isOffered?(turn: Turn): boolean;
}

/** Something that a model can have done before it answers; offered in the turns whose user has it. */
export interface Tool extends Ability {
  readonly definition: ToolDefinition;
  /** Whether a call that a crash may have cut off can be made again: it only reads, or twice is like once. */
  readonly isRepeatable?: boolean;
  /** The most that one call is charged, in nano-dollars, which is reserved; without it, nothing. */
  readonly costsAtMost?: bigint;
  /**
   * Returns what the model is to know, which it is shown as untrusted. Whatever this throws, the model
   * is told in one sentence; the words of a `UserFacingError` are part of it.
   */
  run(args: Readonly<Record<string, unknown>>, context: ToolContext): Promise<string | ToolResult>;
}

interface ToolResult {
  readonly result: string;
  /** A change of our own, which is made in the transaction that stores the answer. */
  readonly effect?: ToolEffect | null;
  /** What the call is charged for. */
  readonly usage?: Usage;
}

/** The turn that calls are made for. */
export interface CallingTurn {
  readonly turn: Turn;
  /** What the user has written and sent in this conversation, as far as the prompt holds it. */
  readonly said: readonly string[];
}

/** A call of an earlier round of the same turn. */
export interface EarlierCall {
  readonly call: ToolCall;
  readonly end: CallEnd;
}

export interface ToolContext extends CallingTurn {
  /** The same for every try of this call, and of no other. */
  readonly key: string;
  /** The calls of earlier rounds. */
  readonly earlier: readonly EarlierCall[];
  /** The changes that earlier rounds of this turn asked for; none of them is made yet. */
  readonly pending: readonly ToolEffect[];
  /** Aborts when the time is up, the lane is lost or the process stops. */
  readonly signal: AbortSignal;
}

/** What tools are made of; each reads the settings that it names. */
export interface ToolDeps {
  readonly store: Store;
  readonly costs: Costs;
  /** Null unless the settings name one. */
  readonly searchEngine: SearchEngine | null;
  readonly readPage: ReadPage | null;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Creates a tool, or returns null where the settings switch it off. */
export type ToolMaker = (deps: ToolDeps) => Tool | null;
