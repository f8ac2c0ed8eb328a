import type { Lane } from "../../core/lane.ts";
import type { Clock } from "../../core/ports.ts";
import type { Store } from "../../store/store.ts";
import type { Turn } from "../../store/turn.ts";
import type { Sentences, SentencesFor } from "../../text/sentences.ts";

export interface CommandDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
  readonly sentencesFor: SentencesFor;
  /** The owners' addresses. */
  readonly admins: readonly string[];
  /** By whose midnight a day ends, as an IANA name. */
  readonly timezone: string;
  /** What somebody reads who asks for a person. */
  readonly humanContact: string | null;
  /** Of a long answer, sent without being asked for. */
  readonly maxParts: number;
}

/** One command, as it was given. */
interface Call {
  readonly turn: Turn;
  readonly lane: Lane;
  /** The word that it was given by. */
  readonly written: string;
  /** What followed the word; may be empty. */
  readonly argument: string;
  readonly isAdmin: boolean;
  readonly sentences: Sentences;
}

/** What the user reads, and what it is about where that is not the command's name. */
interface Said {
  readonly text: string;
  readonly topic: string;
}

/** Does what a command asks, and returns what the user reads; null when that has been queued already. */
export type CommandHandler = (call: Call, deps: CommandDeps) => Promise<string | Said | null>;
