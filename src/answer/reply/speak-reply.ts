import type { LaneLease } from "../../core/lane.ts";
import type { ModelAnswer } from "../../core/ports.ts";
import type { Bill } from "../../store/charges.ts";
import type { AnswerRecord } from "../../store/answer-record.ts";
import type { Store } from "../../store/store.ts";
import type { ToolEffect } from "../../store/tool-effects.ts";
import { type Draft, idsOf, type Turn } from "../../store/turn.ts";
import { cleanText } from "../../text/clean-text.ts";
import type { UnderstoodMessage } from "../understand/understood-message.ts";
import { listSources } from "./list-sources.ts";
import { isToBeSpoken, planSpeech, speakAnswer, type SpeakDeps } from "./speak-answer.ts";
import type { SpokenReply } from "./speak-parts.ts";

export interface VoiceDeps extends Omit<SpeakDeps, "store"> {
  readonly store: SpeakDeps["store"] & Pick<Store, "settleTokens">;
}

/** An answer of the model that is not settled. */
interface Answered extends Omit<Draft, "covers"> {
  readonly effects: readonly ToolEffect[];
  readonly bill: Bill;
}

interface Reply {
  readonly messages: readonly UnderstoodMessage[];
  readonly turn: Turn;
  readonly hold: LaneLease;
  /** The reply as text. */
  readonly record: AnswerRecord;
  compose(spoken: SpokenReply): AnswerRecord;
}

/**
 * Returns the record of an answer: as a voice note if it is to be spoken and that succeeds, otherwise
 * as text. The answer is on disk while it is spoken, so that a crash does not lose it. Returns null if
 * the lane is lost meanwhile, or the process stops.
 */
export async function speakReply(
  { bill, effects, ...answered }: Answered,
  { messages, turn, hold, record, compose }: Reply,
  deps: VoiceDeps,
): Promise<AnswerRecord | null> {
  const { answer, pages } = answered;
  const text = { ...record, bill, effects };
  if (answer.outcome !== "complete" || !isToBeSpoken(turn, messages, deps)) return text;
  const sentences = deps.sentencesFor(turn.user.language);
  const sourced = listSources(cleanText(answer.text).trim(), pages, sentences.sources);
  const plan = planSpeech(sourced, sentences.speech);
  if (plan === null || !hasRoom(compose({ ...plan, file: NO_FILE }))) return text;
  const draft = { ...answered, covers: idsOf(turn) };
  const spoken = await speakAnswer(plan, { draft, bill }, turn, hold, deps);
  if (spoken === null) return null;
  const { file, bill: rest } = spoken;
  const voiced = file === null ? record : compose({ ...plan, file });
  return { ...voiced, bill: rest, effects };
}

/** Stands for the file until there is one. */
const NO_FILE = { contentType: "audio/ogg", name: "", bytes: new Uint8Array() };

/** Returns whether a reply that was composed with `NO_FILE` has room for it. */
const hasRoom = ({ parts }: AnswerRecord): boolean =>
  parts.some((part) => part.kind === "media" && part.file === NO_FILE);

/**
 * Returns the messages that the draft of an interrupted answer covers, or all of the turn if there is
 * none: those behind it are answered next.
 */
export function turnOfDraft(turn: Turn): Turn {
  const messages = [...turn.earlier, turn];
  const end = messages.findIndex(({ draft }) => draft != null);
  const last = messages[end];
  if (last === undefined) return turn;
  const covered = { ...turn, ...last, earlier: messages.slice(0, end) };
  const ids = idsOf(covered);
  const { covers = [] } = last.draft ?? {};
  const isSame = covers.length === ids.length && covers.every((id, at) => id === ids[at]);
  // The messages were divided anew: the model is asked again.
  return isSame ? covered : { ...turn, draft: null };
}

/**
 * Returns the answer that a stopped process had from the model, which is sent as text; null if there
 * is none. All that was reserved for speaking it is charged.
 */
export async function resumeDraft(
  turn: Turn,
  { lane }: LaneLease,
  {
    store,
    log,
  }: Pick<VoiceDeps, "log"> & {
    readonly store: Pick<Store, "settleTokens" | "toolCallsOf">;
  },
): Promise<{
  readonly outcome: "answered";
  readonly answer: ModelAnswer;
  readonly pages: Draft["pages"];
  readonly effects: readonly ToolEffect[];
  readonly bill: null;
} | null> {
  const { draft } = turn;
  if (draft == null) return null;
  await store.settleTokens(lane, turn, null);
  log.info("interrupted speech, answer sent as text", { message: turn.messageId });
  const { answer, pages } = draft;
  const calls = turn.has.toolCalls ? await store.toolCallsOf(turn) : [];
  const effects = calls.flatMap(({ end }) => end?.effect ?? []);
  return { outcome: "answered", answer, pages, effects, bill: null };
}
