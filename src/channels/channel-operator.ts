import type { Finding } from "../core/finding.ts";
import type { Setting } from "../config/setting.ts";

/** What the command line asks a channel, without opening it. `Settings` is what the channel reads. */
export interface ChannelOperator<Settings> {
  /** What a code of the messenger's means and what can be done; null for what is no code of its. */
  explainCode(code: string): CodeMeaning | null;
  /** Runs every check, each told as soon as it is done. A setting that cannot be read is missing. */
  examine(settings: Partial<Settings>, tell: TellFinding): Promise<void>;
  /** Asks for what the channel needs, and tries it; null if the user leaves. */
  setup(env: Given, dialogue: SetupDialogue): Promise<SetupAnswers | null>;
  /** What remains to be done at the messenger once the settings are written, where `origin` reaches us. */
  nextSteps(answers: SetupAnswers, origin: string): string;
}

export type TellFinding = (check: string, ...findings: Finding[]) => void;

/** Settings by their names in the environment. */
type Given = Readonly<Record<string, string | undefined>>;
export type SetupAnswers = Readonly<Record<string, string>>;

/** What a code of the messenger's tells the operator. */
export interface CodeMeaning {
  /** Null for a code that has no words here. */
  readonly meaning: string | null;
  /** What the operator can do, as one sentence in the imperative. */
  readonly remedy: string;
}

/** How a channel talks with whoever sets it up; each question is null if they leave. */
export interface SetupDialogue {
  /** Asks for one setting until it can be read. */
  ask(setting: Setting, question: string, before: string | undefined): Promise<string | null>;
  choose(
    question: string,
    options: readonly { readonly value: string; readonly label: string; readonly hint?: string }[],
    before: string | undefined,
  ): Promise<string | null>;
  /** Tries what was given, shows what was found, and after a fault asks what comes of it. */
  attempt<Tried extends { readonly finding: Finding }>(
    doing: string,
    work: () => Promise<Tried>,
  ): Promise<Tried & { readonly verdict: "keep" | "again" | "leave" }>;
  warn(text: string): void;
}
