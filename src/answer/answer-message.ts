import { UserFacingError } from "../core/errors.ts";
import type { LaneLease } from "../core/lane.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { type CaptionRules, splitCaptions } from "../core/captions.ts";
import { textPart } from "../core/reply-part.ts";
import type { Bill } from "../store/charges.ts";
import type { AnswerRecord } from "../store/answer-record.ts";
import type { Turn } from "../store/turn.ts";
import type { Sentences } from "../text/sentences.ts";
import { gatherPromptInput } from "./prompt/gather-prompt-input.ts";
import { type UnderstoodMessage, wordsIn, wordsOf } from "./understand/understood-message.ts";
import { type RunDeps, runCommand } from "./commands/run-command.ts";
import { attachFiles } from "./reply/attach-files.ts";
import { composeReply, removalsOf, type ReplyDeps } from "./reply/compose-reply.ts";
import { asksForMore } from "./reply/paginate.ts";
import { resumeDraft, speakReply, turnOfDraft, type VoiceDeps } from "./reply/speak-reply.ts";
import type { SpokenReply } from "./reply/speak-parts.ts";
import { withinBudget } from "./reply/within-budget.ts";
import { keepTyping } from "./reply/keep-typing.ts";
import { think, type ThinkDeps, type Thought } from "./think.ts";
import { unansweredReaction } from "./unanswered-reaction.ts";
import { understand, type UnderstandDeps } from "./understand/understand.ts";

/** The time for which an owner who answers can open an attachment: as long as they can write. */
const OPENED_FOR_MS = 24 * 60 * 60_000;

/** The outcome when every attachment was refused: no model is asked. */
const NO_THOUGHT = {
  outcome: "answered",
  answer: null,
  pages: { found: [], used: [] },
  bill: null,
  effects: [],
} as const;

export interface AnswerDeps
  extends
    ThinkDeps,
    UnderstandDeps,
    ReplyDeps,
    RunDeps,
    CaptionRules,
    Omit<VoiceDeps, "media" | "files"> {
  readonly media: UnderstandDeps["media"] & VoiceDeps["media"];
  readonly store: ThinkDeps["store"];
  readonly limits: ThinkDeps["limits"];
  readonly clock: Clock;
  readonly log: Logger;
  /** MEMORY. */
  readonly memory: boolean;
  /** Shows that an answer is being written; never throws. */
  showTyping(inboundSid: string): void;
  /** Called when a user gets no answer because a day's limit is reached. */
  onOverLimit(): Promise<void>;
}

/**
 * Answers the command that a turn begins with; else understands the messages of a turn, asks the
 * model once, and stores the reply's parts in one transaction. Throws `TransientError`,
 * `PermanentError` or `UserFacingError`; only the understanding of attachments is stored then. Of a
 * turn that an owner answers, the attachments are read for later prompts.
 */
export async function answerMessage(
  waiting: Turn,
  hold: LaneLease,
  deps: AnswerDeps,
): Promise<void> {
  if (waiting.isOnlyRead) return readForLater(waiting, hold, deps);
  const turn = await runCommand(waiting, hold.lane, deps);
  if (turn === null) return;
  const silence = await unansweredReaction(turn, deps.store);
  if (silence !== null) {
    await deps.store.recordAnswer(hold.lane, turn, silence);
    deps.log.info("reaction noted", { message: turn.messageId });
    return;
  }
  const stopTyping = keepTyping(turn.sid, deps);
  try {
    await answer(turn, hold, deps);
  } finally {
    stopTyping();
  }
}

async function readForLater(turn: Turn, hold: LaneLease, deps: AnswerDeps): Promise<void> {
  const messages = await understandAll(turn, hold, deps);
  if (messages === null || hold.signal.aborted) return;
  const jobs = removalsOf(messages, deps, OPENED_FOR_MS);
  await deps.store.endReading(hold.lane, turn, { words: wordsIn(messages), jobs });
  deps.log.info("attachments read", { message: turn.messageId });
}

async function answer(begun: Turn, hold: LaneLease, deps: AnswerDeps): Promise<void> {
  const turn = turnOfDraft(begun);
  if (turn.earlier.length === 0 && asksForMore(turn.text)) {
    const released = await deps.store.continueAnswer(hold.lane, turn, deps.maxParts);
    if (released !== 0) {
      deps.log.info("answer continued", { message: turn.messageId, parts: released });
      return;
    }
  }
  const messages = await understandAll(turn, hold, deps);
  if (messages === null) return;
  const answerable = messages.filter((one) => !isInVain(one));
  const thought =
    answerable.length === 0
      ? NO_THOUGHT
      : ((await resumeDraft(turn, hold, deps)) ?? (await thinkAbout(turn, answerable, hold, deps)));
  if (thought === null) return;
  const composed =
    thought.outcome === "answered"
      ? await composeOrSettle(thought, { messages, turn, hold }, deps)
      : overLimitRecord(thought.outcome, deps.sentencesFor(turn.user.language));
  if (composed === null) return;
  const isReserved = thought.outcome === "answered" && thought.bill !== null;
  const record = isReserved ? composed : await withinBudget(composed, turn, hold.lane, deps);
  const sent = {
    ...record,
    parts: splitCaptions(record.parts, deps),
    held: splitCaptions(record.held ?? [], deps),
  };
  if (!(await deps.store.recordAnswer(hold.lane, turn, sent))) return;
  if (thought.outcome === "over-limit") await deps.onOverLimit();
  deps.log.info("message answered", {
    message: turn.messageId,
    type: turn.type,
    covers: messages.length,
    model: record.model,
    outcome:
      thought.outcome === "answered" ? (thought.answer?.outcome ?? "unasked") : thought.outcome,
    tokens: record.usage?.totalTokens,
    parts: sent.parts.length,
  });
}

type Answered =
  | typeof NO_THOUGHT
  | (Omit<Extract<Thought, { readonly outcome: "answered" }>, "bill"> & {
      /** Null if its call is settled already. */
      readonly bill: Bill | null;
    });

/**
 * Composes the reply, and speaks it if it is to be spoken. An answer without one is not recorded, but
 * its tokens are settled. Returns null if the lane is lost meanwhile, or the process stops.
 */
async function composeOrSettle(
  { answer: thought, pages, bill, effects }: Answered,
  {
    messages,
    turn,
    hold,
  }: {
    readonly messages: readonly UnderstoodMessage[];
    readonly turn: Turn;
    readonly hold: LaneLease;
  },
  deps: AnswerDeps,
): Promise<AnswerRecord | null> {
  const hasFiles = effects.some(({ kind }) => kind === "send-file");
  const compose = (spoken?: SpokenReply) => {
    const composed = composeReply(thought, { pages, hasFiles }, messages, turn.user, deps, spoken);
    return attachFiles(composed, effects, deps);
  };
  let record: AnswerRecord;
  try {
    record = compose();
  } catch (error) {
    if (bill !== null) await deps.store.settleTokens(hold.lane, turn, bill.tokens, bill.charges);
    throw error;
  }
  if (thought === null || bill === null) return { ...record, effects };
  const answered = { answer: thought, pages, effects, bill };
  return speakReply(answered, { messages, turn, hold, record, compose }, deps);
}

/** Returns the record that explains the limit once a day, and then says nothing: a refusal costs money too. */
function overLimitRecord(
  outcome: "over-limit" | "over-limit-again",
  sentences: Sentences,
): AnswerRecord {
  const text = outcome === "over-limit" ? sentences.overLimit : "";
  const parts = text === "" ? [] : [textPart(text)];
  return { text, parts, model: null, usage: null, error: outcome };
}

async function understandAll(
  turn: Turn,
  hold: LaneLease,
  deps: UnderstandDeps,
): Promise<UnderstoodMessage[] | null> {
  const messages: UnderstoodMessage[] = [];
  for (const message of [...turn.earlier, turn]) {
    const attachments = await understand(message, turn, hold, deps);
    if (attachments === null) return null;
    messages.push({ message, attachments });
  }
  return messages;
}

/** Returns whether all attachments were refused, so that an explanation is the whole answer. */
function isInVain({ attachments }: UnderstoodMessage): boolean {
  return attachments.length > 0 && attachments.every(({ state }) => state === "refused");
}

async function thinkAbout(
  turn: Turn,
  messages: readonly UnderstoodMessage[],
  hold: LaneLease,
  deps: AnswerDeps,
): Promise<Thought | null> {
  if (messages.every(isSilent)) {
    const { unknownKind } = deps.sentencesFor(turn.user.language);
    throw new UserFacingError(unknownKind, { code: `unread-${turn.type}` });
  }
  return think(turn, await gatherPromptInput(turn, messages, deps), hold, deps);
}

function isSilent({ message, attachments }: UnderstoodMessage): boolean {
  return (
    attachments.length === 0 &&
    message.location === null &&
    message.context.length === 0 &&
    wordsOf({ message, attachments }) === ""
  );
}
