import type { Lane } from "../../core/lane.ts";
import type { Language } from "../../core/language.ts";
import type { Clock } from "../../core/ports.ts";
import type { WindowRules } from "../../core/reply-window.ts";
import type { Store } from "../../store/store.ts";
import type { ToolEffect } from "../../store/tool-calls.ts";
import type { Turn } from "../../store/turn.ts";
import type { Sentences, SentencesFor } from "../../text/sentences.ts";
import type { GreetingDeps } from "../reply/greeting.ts";

/** A command in one language; a command with sentences of its own adds them. */
export interface CommandWords {
  /** The words after the slash; the first is the one that is shown. */
  readonly words: readonly string[];
  /** Its line in the list of commands. */
  readonly help: string;
}

interface CommandRules {
  /** The topic of its reply in the store, so it never changes. */
  readonly name: string;
  /** Whether only the users in ADMIN_USERS may give it. */
  readonly forAdmins: boolean;
  /** Whether its word alone is the command where nothing else can be meant. */
  readonly plainWord: boolean;
  /**
   * `none`: with a sentence behind it, it is no command; `ignored`: whatever follows it, it is one;
   * `optional`, `required`: it uses what follows, so a misspelt one is recognised before it.
   */
  readonly argument: "required" | "optional" | "ignored" | "none";
  /** Whether a misspelt word may suggest it. */
  readonly isSuggested: boolean;
  /** Whether the list of commands has it. */
  readonly isListed: boolean;
  /** Whether the settings switch it on: otherwise it is neither shown nor understood. */
  isOn(settings: CommandSettings): boolean;
}

/** The settings that switch commands off. */
export interface CommandSettings {
  readonly reminders: "on" | "off";
}

export interface Command<Own extends CommandWords = CommandWords> extends CommandRules {
  readonly languages: Readonly<Record<Language, Own>>;
  run(call: CommandCall, deps: CommandDeps): Promise<string | CommandReply | null>;
}

/** One command, as a user gave it. */
interface CommandCall {
  readonly turn: Turn;
  readonly lane: Lane;
  /** The word that it was given by. */
  readonly written: string;
  /** The text after the word; may be empty. */
  readonly argument: string;
  readonly sentences: Sentences;
  /** The commands that this user may give. */
  readonly commands: readonly Command[];
}

/** A reply that is more than a text about the command itself. */
export interface CommandReply {
  readonly text: string;
  readonly topic: string;
  /** Stands above the text, for a user who gets no greeting. */
  readonly above?: string;
  /** The changes that it makes, stored together with it. */
  readonly effects?: readonly ToolEffect[];
}

export interface CommandDeps extends GreetingDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
  readonly sentencesFor: SentencesFor;
  /** The owners' addresses. */
  readonly admins: readonly string[];
  /** The IANA name of the time zone in which a day ends at midnight. */
  readonly timezone: string;
  /** Names the day of a time in that zone. */
  readonly dayOf: (at: number) => string;
  /** The reply to a user who asks for a person. */
  readonly humanContact: string | null;
  /** The parts of a long answer that are sent without being asked for. */
  readonly maxParts: number;
  /** The commands that the settings switch on. */
  readonly commands: readonly Command[];
  /** Returns when the sender of a message can be written to. */
  windowOf(sid: string | null): WindowRules;
}

interface OwnCall<Own> extends CommandCall {
  /** The command's words and sentences in the user's language. */
  readonly own: Own;
  /** The same in the language that another user chose; null for none. */
  readonly ownFor: (language: string | null) => Own;
}

type Definition<Own extends CommandWords> = Omit<
  CommandRules,
  "isSuggested" | "isListed" | "isOn"
> &
  Partial<CommandRules> & {
    /** English says which sentences there are; a language that lacks one does not compile. */
    readonly languages: { readonly en: Own } & Readonly<
      Record<Exclude<Language, "en">, NoInfer<Own>>
    >;
    /** Returns the text that the user reads; null if it has been queued already. */
    readonly run: (
      call: OwnCall<NoInfer<Own>>,
      deps: CommandDeps,
    ) => Promise<string | CommandReply | null>;
  };

/** Creates a command from its rules, its words in every language and what it does. */
export function defineCommand<Own extends CommandWords>({
  run,
  ...rules
}: Definition<Own>): Command<Own> {
  return {
    isSuggested: true,
    isListed: true,
    isOn: () => true,
    ...rules,
    run: (call, deps) => {
      const ownFor = (language: string | null) =>
        rules.languages[deps.sentencesFor(language).language];
      return run({ ...call, own: rules.languages[call.sentences.language], ownFor }, deps);
    },
  };
}
