import type { InboundMessage } from "../core/message.ts";
import type { Standing } from "../store/people.ts";
import type { Verdict } from "../store/store.ts";
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

/** Silence has the last word where languages share one. */
const WORDS: ReadonlyMap<string, Spoken> = new Map([
  ...wordsFor("start", ({ startWords }) => startWords).toReversed(),
  ...wordsFor("stop", ({ stopWords }) => stopWords).toReversed(),
]);

/** Answers whether we asked for a yes before: there it only means no. */
const NO_TO_A_QUESTION: ReadonlySet<string> = new Set(["cancel", "cancelar"]);

/**
 * Returns what a message wishes when it is nothing but a word that asks for silence, or for its end;
 * null for any other. A messenger may tell of those that it took for one itself.
 */
export function optOutWish(message: InboundMessage): Wish | null {
  if (message.keyword === "stop" || message.keyword === "start") return message.keyword;
  return speakingOf(message)?.wish ?? null;
}

/** The word that a message is, with the language that it belongs to. */
function speakingOf({ type, text, isForwarded, attachments }: InboundMessage): Spoken | null {
  const isWord = type === "text" || type === "button";
  if (!isWord || isForwarded || attachments.length > 0) return null;
  return WORDS.get(bareWord(text)) ?? null;
}

/**
 * Judges a message by the silence that its user asked for: STOP is confirmed once, whatever follows
 * it meets silence until START. Null when the message is one like any other.
 */
export function judgeOptOut(
  message: InboundMessage,
  standing: Pick<Standing, "isOptedOut" | "topic" | "language">,
  rules: {
    readonly mayConfirm: boolean;
    /** A confirmation like the last one is not repeated within this. */
    readonly windowMs: number;
    readonly sentencesFor: SentencesFor;
  },
): Verdict | null {
  const wish = optOutWish(message);
  const { isOptedOut } = standing;
  // A messenger that knows the word has confirmed it already.
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

/** The language that was chosen, else the one that the word belongs to; STOP and START belong to all. */
function sentencesOf(
  message: InboundMessage,
  { language }: Pick<Standing, "language">,
  sentencesFor: SentencesFor,
): Sentences {
  const spoken = language === null ? speakingOf(message)?.sentences : undefined;
  return spoken === undefined || spoken === catalogue.en ? sentencesFor(language) : spoken;
}

/** Whether it declines what we asked just now, rather than everything. */
function isNo(message: InboundMessage, { topic }: Pick<Standing, "topic">): boolean {
  const isAsked = topic === "forget" && message.keyword === undefined;
  return isAsked && NO_TO_A_QUESTION.has(bareWord(message.text));
}
