import type { InboundMessage } from "../core/message.ts";
import type { SenderState } from "../store/users.ts";
import type { Verdict } from "../store/receipt.ts";
import { bareWord } from "../text/fold-word.ts";
import { catalogue, type Sentences, type SentencesFor } from "../text/sentences.ts";

type Wish = "stop" | "start";

interface Spoken {
  readonly wish: Wish;
  readonly sentences: Sentences;
}

const wordsFor = (wish: Wish, wordsOf: (sentences: Sentences) => readonly string[]) =>
  Object.values(catalogue).flatMap((sentences) =>
    wordsOf(sentences).map((word): [string, Spoken] => [bareWord(word), { wish, sentences }]),
  );

let words: ReadonlyMap<string, Spoken> | null = null;

/** Returns every opt-out and opt-in word, read with the first message; of a shared one opting out wins. */
function knownWords(): ReadonlyMap<string, Spoken> {
  words ??= new Map([
    ...wordsFor("start", ({ startWords }) => startWords).toReversed(),
    ...wordsFor("stop", ({ stopWords }) => stopWords).toReversed(),
  ]);
  return words;
}

/** Words that mean no if we asked a question before. */
const NO_TO_A_QUESTION: ReadonlySet<string> = new Set(["cancel", "cancelar"]);

/**
 * Returns the wish of a message that consists of nothing but an opt-out or opt-in word; null for
 * any other. A messenger may report the words that it recognised itself.
 */
export function optOutWish(message: InboundMessage): Wish | null {
  if (message.keyword === "stop" || message.keyword === "start") return message.keyword;
  return speakingOf(message)?.wish ?? null;
}

/** Returns the keyword that a message consists of, with its language. */
function speakingOf({ type, text, isForwarded, attachments }: InboundMessage): Spoken | null {
  const isWord = type === "text" || type === "button";
  if (!isWord || isForwarded || attachments.length > 0) return null;
  return knownWords().get(bareWord(text)) ?? null;
}

/**
 * Judges a message by the user's opt-out: STOP is confirmed once, and later messages are ignored
 * until START. Returns null if the opt-out does not concern the message.
 */
export function judgeOptOut(
  message: InboundMessage,
  standing: Pick<SenderState, "isOptedOut" | "topic" | "language">,
  rules: {
    readonly mayConfirm: boolean;
    /** A repeated confirmation is left out within this time. */
    readonly windowMs: number;
    readonly sentencesFor: SentencesFor;
  },
): Verdict | null {
  const wish = optOutWish(message);
  const { isOptedOut } = standing;
  // A messenger that recognised the word has already confirmed it.
  const confirm = (text: string) =>
    rules.mayConfirm && message.keyword === undefined ? { text, everyMs: rules.windowMs } : null;
  const sentences = sentencesOf(message, standing, rules.sentencesFor);
  if (wish === "stop" && !isOptedOut && !isNo(message, standing)) {
    const notice = confirm(sentences.optedOut);
    return { admitted: false, why: "opted-out", optOut: "stop", notice };
  }
  if (wish === "start" && isOptedOut) {
    const notice = confirm(sentences.optedIn);
    return { admitted: false, why: "opted-in", optOut: "start", notice };
  }
  if (isOptedOut) return { admitted: false, why: "opted-out", notice: null };
  return message.keyword === undefined ? null : { admitted: false, why: "keyword", notice: null };
}

/**
 * Returns the sentences of the chosen language, else of the word's; STOP and START belong to all
 * languages.
 */
function sentencesOf(
  message: InboundMessage,
  { language }: Pick<SenderState, "language">,
  sentencesFor: SentencesFor,
): Sentences {
  const spoken = language === null ? speakingOf(message)?.sentences : undefined;
  return spoken === undefined || spoken === catalogue.en ? sentencesFor(language) : spoken;
}

/** Returns whether the message declines our last question rather than everything. */
function isNo(message: InboundMessage, { topic }: Pick<SenderState, "topic">): boolean {
  // After a list of reminders it is meant to cancel one of them.
  const isAsked = (topic === "forget" || topic === "reminders") && message.keyword === undefined;
  return isAsked && NO_TO_A_QUESTION.has(bareWord(message.text));
}
