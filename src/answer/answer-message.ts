import { UserFacingError } from "../core/errors.ts";
import type { Logger, ModelAnswer } from "../core/ports.ts";
import type { StoredAttachment } from "../store/attachments.ts";
import type { AnswerRecord, Lane, Turn } from "../store/store.ts";
import type { NewJob } from "../store/upkeep.ts";
import { cleanText } from "../text/clean-text.ts";
import { echoOf, type Sentences, type SentencesFor } from "../text/sentences.ts";
import { splitReply } from "../text/split-reply.ts";
import { ask, contentOf, wordsOf } from "./ask.ts";
import { think, type ThinkDeps } from "./think.ts";
import { troublesOf } from "./troubles.ts";
import { understand, type UnderstandDeps } from "./understand.ts";

/** The lane to write with; `signal` aborts when it is lost or the process stops. */
export interface Hold {
  readonly lane: Lane;
  readonly signal: AbortSignal;
}

export interface AnswerDeps extends ThinkDeps, UnderstandDeps {
  readonly store: ThinkDeps["store"];
  readonly log: Logger;
  readonly sentencesFor: SentencesFor;
  /** In UTF-16 units. */
  readonly maxPartLength: number;
  /** Whether what was heard in a voice note is repeated above its answer. */
  readonly isVoiceEchoed: boolean;
  /** Whether the messenger's copies of attachments are removed once they are answered. */
  readonly isMediaRemoved: boolean;
  /** Shows that an answer is being written; never throws. */
  showTyping(inboundSid: string): void;
}

/**
 * Understands a message, asks the model once, and stores the reply's parts in one transaction.
 * Throws `TransientError`, `PermanentError` or `UserFacingError`; nothing is stored then but what
 * was understood.
 */
export async function answerMessage(turn: Turn, hold: Hold, deps: AnswerDeps): Promise<void> {
  if (turn.sid !== null) deps.showTyping(turn.sid);
  const attachments = await understand(turn, hold, deps);
  if (attachments === null) return;
  const isInVain = attachments.length > 0 && attachments.every(({ state }) => state === "refused");
  const answer = isInVain ? null : await answerWith(turn, attachments, hold, deps);
  if (answer === "lost") return;
  const record = toRecord(answer, turn, attachments, deps);
  if (!(await deps.store.recordAnswer(hold.lane, turn.messageId, record))) return;
  deps.log.info("message answered", {
    message: turn.messageId,
    type: turn.type,
    model: record.model,
    outcome: answer?.outcome ?? "refused-attachment",
    tokens: record.usage?.totalTokens,
    parts: record.parts.length,
  });
}

async function answerWith(
  turn: Turn,
  attachments: readonly StoredAttachment[],
  hold: Hold,
  deps: AnswerDeps,
): Promise<ModelAnswer | "lost"> {
  if (attachments.length === 0 && turn.location === null && wordsOf(turn, attachments) === "") {
    const { unknownKind } = deps.sentencesFor(turn.user.language);
    throw new UserFacingError(unknownKind, { code: `unread-${turn.type}` });
  }
  const content = await ask(turn, attachments, deps);
  return (await think(turn, content, hold, deps)) ?? "lost";
}

function toRecord(
  answer: ModelAnswer | null,
  turn: Turn,
  attachments: readonly StoredAttachment[],
  deps: AnswerDeps,
): AnswerRecord {
  const sentences = deps.sentencesFor(turn.user.language);
  const troubles = troublesOf(attachments, sentences);
  const text = [...(answer === null ? [] : [finalText(answer, sentences)]), ...troubles].join(
    "\n\n",
  );
  const echo = deps.isVoiceEchoed ? heardIn(attachments).map(echoOf) : [];
  const words = contentOf(turn, attachments);
  return {
    text,
    ...(words !== undefined && { words }),
    parts: splitReply([...echo, text].join("\n\n"), deps.maxPartLength),
    jobs: deps.isMediaRemoved ? removals(turn, attachments) : [],
    model: answer?.model ?? null,
    usage: answer?.usage ?? null,
    error: errorIn(answer, attachments),
  };
}

function finalText(answer: ModelAnswer, sentences: Sentences): string {
  const text = cleanText(answer.text).trim();
  switch (answer.outcome) {
    case "complete":
      if (text !== "") return text;
      throw new UserFacingError(sentences.somethingBroke, { code: "empty-answer" });
    case "truncated":
      if (text !== "") return `${text}\n\n${sentences.cutShort}`;
      throw new UserFacingError(sentences.somethingBroke, { code: "empty-truncated-answer" });
    case "refused":
      return text === "" ? sentences.declined : text;
  }
}

function heardIn(attachments: readonly StoredAttachment[]): string[] {
  return attachments
    .filter(({ kind, state }) => kind === "audio" && state === "understood")
    .map(({ text }) => text ?? "");
}

function errorIn(
  answer: ModelAnswer | null,
  attachments: readonly StoredAttachment[],
): string | null {
  if (answer !== null && answer.outcome !== "complete") return answer.outcome;
  const refused = attachments.filter(({ state }) => state === "refused");
  return refused.length === 0
    ? null
    : refused.map(({ kind, text }) => `${kind}: ${text}`).join(", ");
}

function removals({ sid }: Turn, attachments: readonly StoredAttachment[]): NewJob[] {
  if (sid === null) return [];
  return attachments.map(({ url }) => ({
    kind: "remove-media",
    payload: { url, messageSid: sid },
  }));
}
