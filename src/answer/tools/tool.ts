import type { Language } from "../../core/language.ts";
import type { ToolCall, ToolDefinition } from "../../core/tool-call.ts";
import type { WindowRules } from "../../core/reply-window.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import type { PictureModel } from "../../core/picture-model.ts";
import type { Usage } from "../../core/usage.ts";
import type { SearchEngine } from "../../core/web.ts";
import type { Costs } from "../../ledger/costs.ts";
import type { ReadPage } from "../../media/read-page.ts";
import type { Store } from "../../store/store.ts";
import type { CallEnd } from "../../store/tool-calls.ts";
import type { ToolEffect } from "../../store/tool-effects.ts";
import type { Turn } from "../../store/turn.ts";

/** Something that a user can ask for beside answers in words. */
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
  /**
   * True if a call that a crash may have interrupted can be repeated: it only reads, or repeating
   * it changes nothing.
   */
  readonly isRepeatable?: boolean;
  /** True if the calls of such tools are made one after the other: what one changes, the next reads. */
  readonly isOrdered?: boolean;
  /** The most that one call is charged, in nano-dollars, which is reserved; without it, nothing. */
  readonly costsAtMost?: bigint;
  /** The most calls of one reply that are made; by default as many as of all that are charged. */
  readonly maxAtOnce?: number;
  /** The time limit of each call, if it differs from the one of all tools. */
  readonly timeoutMs?: number;
  /**
   * Returns the result for the model, which is marked as untrusted. If it throws, the model gets
   * one sentence about the failure, which includes the text of a `UserFacingError`.
   */
  run(args: Readonly<Record<string, unknown>>, context: ToolContext): Promise<string | ToolResult>;
}

interface ToolResult {
  readonly result: string;
  /** A change of our own, which is made in the transaction that stores the answer. */
  readonly effect?: ToolEffect | null;
  /** The usage that is charged for the call. */
  readonly usage?: Usage;
}

/** The turn that calls are made for. */
export interface CallingTurn {
  readonly turn: Turn;
  /** The texts that the user has sent in this conversation, as far as the prompt holds them. */
  readonly said: readonly string[];
}

/** A call of an earlier round of the same turn. */
export interface EarlierCall {
  readonly call: ToolCall;
  readonly end: CallEnd;
}

export interface ToolContext extends CallingTurn {
  /** The same for every attempt of this call, and different for any other call. */
  readonly key: string;
  /** The calls of earlier rounds. */
  readonly earlier: readonly EarlierCall[];
  /** The changes that the calls of this turn have asked for so far; none of them is made yet. */
  readonly pending: readonly ToolEffect[];
  /** True if an earlier attempt of this call was interrupted, and may have happened. */
  readonly isRepeated?: boolean;
  /** Aborts when the time limit is reached, the lane is lost or the process stops. */
  readonly signal: AbortSignal;
}

/** The dependencies of tools; each tool reads the settings that it names. */
export interface ToolDeps {
  readonly store: Store;
  readonly costs: Costs;
  /** Null unless the settings name one. */
  readonly searchEngine: SearchEngine | null;
  readonly readPage: ReadPage | null;
  /** Returns whether a search of the documents can find something; null without KNOWLEDGE_DIR. */
  readonly hasDocuments: (() => boolean) | null;
  readonly clock: Clock;
  readonly log: Logger;
  /** MEMORY. */
  readonly memory: boolean;
  /** REMINDERS. */
  readonly reminders: boolean;
  /** The IANA name of the time zone of users whose own is not known. */
  readonly timezone: string;
  /** Null without IMAGE_MODEL. */
  readonly pictureModel: PictureModel | null;
  /** DAILY_IMAGE_LIMIT_PER_USER. */
  readonly dailyImageLimit: number;
  /** Returns when the sender of a message can be written to. */
  windowOf(sid: string | null): WindowRules;
  /** Returns the files that the sender of a message can be sent; null if none. */
  filesOf(sid: string | null): { readonly maxPictureSize: number } | null;
  /** A keyed hash, safe to show to the upstream. */
  pseudonym(of: string): string;
}

/** Creates a tool, or returns null where the settings switch it off. */
export type ToolMaker = (deps: ToolDeps) => Tool | null;
