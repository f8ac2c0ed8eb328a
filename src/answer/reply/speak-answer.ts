import { isCircuitOpen } from "../../core/circuit-breaker.ts";
import { PermanentError, TransientError } from "../../core/errors.ts";
import type { LaneLease } from "../../core/lane.ts";
import type { Clock, Logger, Model } from "../../core/ports.ts";
import type { Speaker } from "../../core/speaker.ts";
import type { NewFile } from "../../core/reply-part.ts";
import type { Usage } from "../../core/usage.ts";
import type { VoiceReplies } from "../../core/voice-replies.ts";
import type { Costs } from "../../ledger/costs.ts";
import type { Media } from "../../media/media.ts";
import type { Bill } from "../../store/charges.ts";
import type { Store } from "../../store/store.ts";
import type { Draft, Turn } from "../../store/turn.ts";
import type { SentencesFor } from "../../text/sentences.ts";
import { type SpokenWords, toSpeakable } from "../../text/speakable.ts";
import { countTokens } from "../count-tokens.ts";
import { estimateTokens } from "../prompt/estimate-tokens.ts";
import { contentOfAttachment } from "../understand/attachment-kinds.ts";
import type { UnderstoodMessage } from "../understand/understood-message.ts";
import type { SpokenReply } from "./speak-parts.ts";
import { estimateSpeechMs, MAX_SPOKEN_MS } from "./speech-length.ts";
import { summarise, SUMMARY_PROMPT } from "./summarise.ts";

export interface SpeakDeps {
  /** Null if answers are never spoken. */
  readonly speaker: Speaker | null;
  /** VOICE_REPLIES, which holds for users who have not chosen themselves. */
  readonly voiceReplies: VoiceReplies;
  readonly media: Pick<Media, "makeVoiceNote">;
  readonly model: Model;
  readonly store: Pick<Store, "keepDraft">;
  readonly costs: Costs;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  readonly dayOf: (at: number) => string;
  readonly limits: {
    readonly output: number;
    readonly daily: number;
    readonly dailyPerUser: number;
  };
  readonly maxParts: number;
  /** The files that the user's channel delivers; null if none. */
  readonly files: { readonly recordings: readonly string[] } | null;
  readonly sentencesFor: SentencesFor;
  pseudonym(of: string): string;
}

/** OpenAI's models write a token for every 50 ms of sound. */
const TOKENS_PER_SECOND = 20;
/** Above the estimate: voices differ in pace. */
const SLACK = 1.5;
const INSTRUCTIONS_TOKENS = 100;

/** Returns whether the answer to these messages is to be spoken. */
export function isToBeSpoken(
  { user }: Pick<Turn, "user">,
  messages: readonly UnderstoodMessage[],
  { speaker, voiceReplies, files }: SpeakDeps,
): boolean {
  if (speaker === null || files === null || files.recordings.length === 0) return false;
  const wish = user.voiceReplies ?? voiceReplies;
  return wish === "auto" ? messages.every(isVoiceNote) : wish === "on";
}

function isVoiceNote({ attachments }: UnderstoodMessage): boolean {
  return (
    attachments.length > 0 &&
    attachments.every((attachment) => contentOfAttachment(attachment).spoken !== null)
  );
}

/** The part of an answer that is spoken. */
export interface SpeechPlan extends Omit<SpokenReply, "file"> {
  readonly text: string;
  /** True if the text is too long, and a summary of it is spoken. */
  readonly isSummarised: boolean;
}

/** Returns what is spoken of an answer in Markdown; null if nothing of it can be. */
export function planSpeech(markdown: string, words: SpokenWords): SpeechPlan | null {
  const { spoken: text, links, isWhole } = toSpeakable(markdown, words);
  if (text === "") return null;
  const isSummarised = estimateSpeechMs(text) > MAX_SPOKEN_MS;
  return { text, links, isWhole: isWhole && !isSummarised, isSummarised };
}

/**
 * Keeps the answer on disk, and speaks it. The answer is settled by then: the returned bill is that of
 * the speech. Without a file the text is to be sent. Returns null if the lane is lost or the process
 * stops; the answer is then found with its turn.
 */
export async function speakAnswer(
  plan: SpeechPlan,
  { draft, bill }: { readonly draft: Draft; readonly bill: Bill },
  turn: Turn,
  { lane, ending }: LaneLease,
  deps: SpeakDeps,
): Promise<{ readonly file: NewFile | null; readonly bill: Bill } | null> {
  const { store, maxParts, log } = deps;
  const most = boundOf(plan, deps);
  const budget = budgetOf(most, turn, deps);
  const isReserved = await store.keepDraft(lane, turn, { draft, bill, maxParts, budget });
  if (isReserved === null) return null;
  const { partNanoDollars } = bill;
  const used: Usage[] = [];
  const settle = (isKnown: boolean): Bill => {
    const charges = used.flatMap((usage) => deps.costs.chargesOf(usage, turn.sid));
    const tokens = used.reduce((sum, usage) => sum + (countTokens(usage) ?? 0), 0);
    const isPriced = isKnown && (used.length === 0 || charges.length > 0);
    return { partNanoDollars, ...(isPriced ? { tokens, charges } : UNKNOWN) };
  };
  if (!isReserved) {
    log.info("answer not spoken", { message: turn.messageId, why: "over-limit" });
    return { file: null, bill: settle(true) };
  }
  try {
    const file = await makeFile(plan, most, { turn, signal: ending, used }, deps);
    if (file === null) log.warn("answer not spoken", { message: turn.messageId, why: "unusable" });
    return { file, bill: settle(true) };
  } catch (error) {
    if (ending.aborted) return null;
    log.warn("answer not spoken", { message: turn.messageId, error });
    return { file: null, bill: settle(isFree(error)) };
  }
}

/** The tokens are spent, and all that was reserved is charged. */
const UNKNOWN = { tokens: null, charges: [] } as const;

/** Returns whether a failed call certainly cost nothing. */
function isFree(error: unknown): boolean {
  if (isCircuitOpen(error)) return true;
  if (error instanceof PermanentError) return error.reason !== "answer-too-large";
  if (!(error instanceof TransientError)) return false;
  return error.reason !== null && error.reason !== "no-answer" && error.reason !== "timeout";
}

/** The most that speaking a plan may use. */
interface Bound {
  readonly characters: number;
  readonly audioMs: number;
  readonly inputTokens: number;
  readonly maxTokens: number;
  /** Of the model's call for a summary. */
  readonly summaryTokens: number;
}

function boundOf({ text, isSummarised }: SpeechPlan, { limits }: SpeakDeps): Bound {
  const expectedMs = isSummarised ? MAX_SPOKEN_MS : estimateSpeechMs(text);
  const audioMs = Math.ceil(expectedMs * SLACK);
  const textTokens = isSummarised ? limits.output : estimateTokens([text]);
  const soundTokens = (audioMs / 1_000) * TOKENS_PER_SECOND;
  return {
    characters: isSummarised ? Math.ceil(expectedMs / 50) : text.length,
    audioMs,
    inputTokens: textTokens + INSTRUCTIONS_TOKENS,
    maxTokens: Math.ceil(soundTokens + textTokens * SLACK) + INSTRUCTIONS_TOKENS,
    summaryTokens: isSummarised ? estimateTokens([SUMMARY_PROMPT, text]) : 0,
  };
}

function budgetOf(most: Bound, { sid, user }: Turn, { costs, limits, clock, dayOf }: SpeakDeps) {
  const { characters, audioMs, inputTokens, maxTokens, summaryTokens } = most;
  const outputTokens = summaryTokens === 0 ? 0 : limits.output;
  const none = { beside: 0n, to: [], parts: 0, sid, own: user.budget };
  const beside =
    summaryTokens === 0
      ? 0n
      : costs.budgetOfCall({ ...none, inputTokens: summaryTokens, outputTokens }).call;
  const totalTokens = inputTokens + maxTokens;
  const tokens = {
    promptTokens: inputTokens,
    completionTokens: maxTokens,
    totalTokens,
    cachedTokens: 0,
  };
  return {
    day: dayOf(clock.now()),
    tokens: totalTokens + summaryTokens + outputTokens,
    dailyLimit: limits.daily,
    dailyLimitPerUser: limits.dailyPerUser,
    money: costs.budgetOfSpeech({ tokens, audioMs, characters }, beside, sid, user.budget),
  };
}

/** Speaks a text, or a summary of it; null if what was spoken cannot be sent. Adds what it used. */
async function makeFile(
  plan: SpeechPlan,
  { maxTokens }: Bound,
  {
    turn,
    signal,
    used,
  }: { readonly turn: Turn; readonly signal: AbortSignal; readonly used: Usage[] },
  deps: SpeakDeps,
): Promise<NewFile | null> {
  const { speaker, media, files } = deps;
  if (speaker === null || files === null) return null;
  const { language } = turn.user;
  const summary = plan.isSummarised
    ? await summarise(plan.text, { turn, signal, used }, deps)
    : null;
  const text =
    summary === null ? plan.text : toSpeakable(summary, deps.sentencesFor(language).speech).spoken;
  if (estimateSpeechMs(text) > MAX_SPOKEN_MS) return null;
  const speech = await speaker.speak({ text, language, maxTokens, signal });
  const audioMs = estimateSpeechMs(text);
  const note =
    speech.outcome === "spoken"
      ? await media.makeVoiceNote(speech.bytes, files.recordings, signal)
      : null;
  used.push({ ...speech.usage, audioMs: note?.durationMs ?? audioMs });
  if (note === null) return null;
  const { contentType, bytes } = note;
  return { contentType, bytes, name: contentType === "audio/mpeg" ? "answer.mp3" : "answer.ogg" };
}
