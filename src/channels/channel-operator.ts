import type { Finding } from "../core/finding.ts";
import type { Setting } from "../config/setting.ts";

/**
 * The operator's view of a channel, which the command line uses without opening it. `Settings` is
 * the configuration that the channel reads.
 */
export interface ChannelOperator<Settings> {
  /** The facts by which an operator chooses the channel. */
  readonly offer: ChannelOffer;
  /**
   * Returns the meaning of one of the messenger's codes and how to fix it; null if it is not one of
   * them.
   */
  explainCode(code: string): CodeMeaning | null;
  /**
   * Runs every check and reports each as soon as it is done. A setting that cannot be read is
   * missing.
   */
  examine(settings: Partial<Settings>, tell: ReportFinding): Promise<void>;
  /** Asks for the channel's settings and tests them; null if the user leaves. */
  setup(env: Given, dialogue: SetupDialogue): Promise<SetupAnswers | null>;
  /**
   * Makes the messenger call us where `origin` reaches us, if its API can and the user agrees. Returns
   * what remains to be done by hand, or null if nothing does.
   */
  connect(settings: Given, origin: string, dialogue: SetupDialogue): Promise<string | null>;
  /** Returns the addresses to enter at the messenger, if `origin` reaches us. */
  webhooks(origin: string): readonly { readonly what: string; readonly url: string }[];
  /** Returns one sentence in the imperative that says how a user writes to the bot. */
  invite(settings: Given): string;
  /** Returns the remaining steps at the messenger once the settings are written, if `origin` reaches us. */
  nextSteps(settings: Given, origin: string): string;
}

interface ChannelOffer {
  readonly label: string;
  /** The costs, the users and the requirements: a line each, without a period at the end. */
  readonly cost: string;
  readonly audience: string;
  readonly needs: string;
}

export type ReportFinding = (check: string, ...findings: Finding[]) => void;

/** Settings by their names in the environment. */
export type Given = Readonly<Record<string, string | undefined>>;
export type SetupAnswers = Readonly<Record<string, string>>;

/** The meaning of a messenger's code for the operator. */
export interface CodeMeaning {
  /** Null for a code without a description here. */
  readonly meaning: string | null;
  /** The operator's fix, as one sentence in the imperative. */
  readonly remedy: string;
}

type ExplainCode = ChannelOperator<never>["explainCode"];

/** Returns a function that explains the codes of several channels. */
export function explainCodesOf(
  operators: readonly { readonly explainCode: ExplainCode }[],
): ExplainCode {
  return (code) => {
    const found = operators.flatMap((operator) => operator.explainCode(code) ?? []);
    return found.find(({ meaning }) => meaning !== null) ?? found[0] ?? null;
  };
}

/**
 * The dialogue between a channel and the operator who sets it up; each answer is null if the
 * operator leaves.
 */
export interface SetupDialogue {
  /** Asks for one setting until the answer is valid. */
  ask(setting: Setting, question: string, before: string | undefined): Promise<string | null>;
  choose(
    question: string,
    options: readonly { readonly value: string; readonly label: string; readonly hint?: string }[],
    before: string | undefined,
  ): Promise<string | null>;
  /** Tests the given settings, shows the finding, and after a fault asks how to continue. */
  attempt<Tried extends { readonly finding: Finding }>(
    doing: string,
    work: () => Promise<Tried>,
  ): Promise<Tried & { readonly verdict: "keep" | "again" | "leave" }>;
  /** Asks for consent; nothing is done without it. */
  agree(question: string): Promise<boolean>;
  tell(text: string): void;
  warn(text: string): void;
}
