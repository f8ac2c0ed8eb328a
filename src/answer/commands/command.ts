import type { Offer } from "../../core/choices.ts";
import type { Lane } from "../../core/lane.ts";
import type { Language } from "../../core/language.ts";
import type { Clock } from "../../core/ports.ts";
import type { Costs } from "../../ledger/costs.ts";
import type { NewFile } from "../../core/reply-part.ts";
import type { WindowRules } from "../../core/reply-window.ts";
import type { VoiceReplies } from "../../core/voice-replies.ts";
import type { AdminLinkEffect } from "../../store/admin-access.ts";
import type { Store } from "../../store/store.ts";
import type { ToolEffect } from "../../store/tool-effects.ts";
import type { Turn } from "../../store/turn.ts";
import type { Sentences, SentencesFor } from "../../text/sentences.ts";
import type { GreetingDeps } from "../reply/greeting.ts";
import type { Ability } from "../tools/tool.ts";

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
  /** True if only the users in ADMIN_USERS may use it. */
  readonly forAdmins: boolean;
  /** True if its word alone is the command where it cannot mean anything else. */
  readonly plainWord: boolean;
  /**
   * `none`: followed by a sentence, it is no command; `ignored`: it is a command with any text
   * after it; `optional`, `required`: it uses the text after it, so a misspelt one is recognised
   * before it.
   */
  readonly argument: "required" | "optional" | "ignored" | "none";
  /** Returns whether the text after the word is a wish that the model fulfils. */
  isForModel(argument: string): boolean;
  /** True if a misspelt word may suggest it. */
  readonly isSuggested: boolean;
  /** True if the list of commands includes it. */
  readonly isListed: boolean;
  /** Returns whether the settings leave it on; one that is off is no command at all. */
  isEnabled(settings: CommandSettings): boolean;
}

/** The settings that switch commands off. */
export interface CommandSettings {
  readonly memory: boolean;
  /** REMINDERS. */
  readonly reminders: boolean;
  /** VOICE_REPLIES. */
  readonly voiceReplies: VoiceReplies;
  /** REPLY_MODE; in webhook responses nothing is spoken. */
  readonly replyMode: "rest" | "twiml";
}

export interface Command<Own extends CommandWords = CommandWords> extends CommandRules {
  readonly languages: Readonly<Record<Language, Own>>;
  run(call: CommandCall, deps: CommandDeps): Promise<string | CommandReply | null>;
}

/** One command in a user's message. */
interface CommandCall {
  readonly turn: Turn;
  readonly lane: Lane;
  /** The word that the user wrote. */
  readonly written: string;
  /** The text after the word; may be empty. */
  readonly argument: string;
  readonly sentences: Sentences;
  /** The commands that this user may use. */
  readonly commands: readonly Command[];
}

/** A reply that is more than a text about the command itself. */
export interface CommandReply {
  readonly text: string;
  readonly topic: string;
  /** Text above the reply, for a user who gets no greeting. */
  readonly above?: string;
  /** The choices below the text. */
  readonly offer?: Offer;
  /** Sent after the text. */
  readonly file?: NewFile;
  /** Changes that are made together with the reply, so that a crash does not make them twice. */
  readonly effects?: readonly (ToolEffect | AdminLinkEffect)[];
  /** True if the command and its reply are erased once the reply is delivered. */
  readonly isPrivate?: boolean;
}

export interface CommandDeps extends GreetingDeps {
  readonly store: Store;
  /** Every command that the settings leave on. */
  readonly commands: readonly Command[];
  readonly clock: Pick<Clock, "now">;
  readonly sentencesFor: SentencesFor;
  /** The abilities that users can ask for beside commands, such as those of tools. */
  readonly abilities: readonly Ability[];
  /** The owners' addresses. */
  readonly admins: readonly string[];
  /** The origin of this server as the settings give it. */
  readonly publicUrl: string;
  readonly costs: Costs;
  /** The IANA name of the time zone in which a day ends at midnight. */
  readonly timezone: string;
  /** The files that the user's channel delivers; null if none. */
  readonly files: {
    readonly documents: readonly string[];
    readonly recordings: readonly string[];
    readonly maxFileSize: number;
  } | null;
  /** VOICE_REPLIES, which holds for users who have not chosen themselves. */
  readonly voiceReplies: VoiceReplies;
  /** Names the day of a time in that zone. */
  readonly dayOf: (at: number) => string;
  /** The reply to a user who asks for a human. */
  readonly humanContact: string | null;
  /** The parts of a long answer that are sent without being asked for. */
  readonly maxParts: number;
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
  "forAdmins" | "plainWord" | "isForModel" | "isSuggested" | "isListed" | "isEnabled"
> &
  Partial<CommandRules> & {
    /** English defines the sentences; a language that lacks one does not compile. */
    readonly languages: { readonly en: Own } & Readonly<
      Record<Exclude<Language, "en">, NoInfer<Own>>
    >;
    /** Returns the text for the user; null if it has been queued already. */
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
    isForModel: () => false,
    forAdmins: false,
    plainWord: true,
    isSuggested: true,
    isListed: true,
    isEnabled: () => true,
    ...rules,
    run: (call, deps) => {
      const ownFor = (language: string | null) =>
        rules.languages[deps.sentencesFor(language).language];
      return run({ ...call, own: rules.languages[call.sentences.language], ownFor }, deps);
    },
  };
}
