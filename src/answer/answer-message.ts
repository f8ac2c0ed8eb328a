import { UserFacingError } from "../core/errors.ts";
import type { Hold } from "../core/lane.ts";
import type { Clock, Logger, ModelAnswer } from "../core/ports.ts";
import type { AnswerRecord } from "../store/store.ts";
import type { Turn } from "../store/turn.ts";
import type { Sentences } from "../text/sentences.ts";
import { countTokens } from "./count-tokens.ts";
import { gatherPromptInput } from "./prompt/gather-prompt-input.ts";
import { type UnderstoodMessage, wordsOf } from "./understand/understood-message.ts";
import { type RunDeps, runCommand } from "./commands/run-command.ts";
import { composeReply, type ReplyDeps } from "./reply/compose-reply.ts";
import { asksForMore } from "./reply/paginate.ts";
import { keepTyping } from "./reply/keep-typing.ts";
import { think, type ThinkDeps, type Thought } from "./think.ts";
import { understand, type UnderstandDeps } from "./understand/understand.ts";

/** What comes of attachments that nobody could understand. */
const NO_THOUGHT = { outcome: "answered", answer: null } as const;

export interface AnswerDeps extends ThinkDeps, UnderstandDeps, ReplyDeps, RunDeps {
  readonly store: ThinkDeps["store"];
  readonly limits: ThinkDeps["limits"];
  readonly clock: Clock;
  readonly log: Logger;
  /** Shows that an answer is being written; never throws. */
  showTyping(inboundSid: string): void;
  /** Called when somebody gets no answer because a day's limit is reached. */
  onOverLimit(): Promise<void>;
}

/**
 * Answers the command that a turn begins with; else understands the messages of a turn, asks the
 * model once, and stores the reply's parts in one transaction. Throws `TransientError`,
 * `PermanentError` or `UserFacingError`; nothing is stored then but what was understood.
 */
export async function answerMessage(waiting: Turn, hold: Hold, deps: AnswerDeps): Promise<void> {
  const turn = await runCommand(waiting, hold.lane, deps);
  if (turn === null) return;
  const stopTyping = keepTyping(turn.sid, deps);
  try {
    await answer(turn, hold, deps);
  } finally {
    stopTyping();
  }
}

async function answer(turn: Turn, hold: Hold, deps: AnswerDeps): Promise<void> {
  const { moreWords } = deps.sentencesFor(turn.user.language);
  if (turn.earlier.length === 0 && asksForMore(turn.text, moreWords)) {
    const released = await deps.store.continueAnswer(hold.lane, turn, deps.maxParts);
    if (released !== 0) {
      deps.log.info("answer continued", { message: turn.messageId, parts: released });
      return;
    }
  }
  const asked = await understandAll(turn, hold, deps);
  if (asked === null) return;
  const answerable = asked.filter((one) => !isInVain(one));
  const thought =
    answerable.length === 0 ? NO_THOUGHT : await thinkAbout(turn, answerable, hold, deps);
  if (thought === null) return;
  const record =
    thought.outcome === "answered"
      ? await composeOrSettle(thought.answer, { asked, turn, hold }, deps)
      : overLimitRecord(thought.outcome, deps.sentencesFor(turn.user.language));
  if (!(await deps.store.recordAnswer(hold.lane, turn, record))) return;
  if (thought.outcome === "over-limit") await deps.onOverLimit();
  deps.log.info("message answered", {
    message: turn.messageId,
    type: turn.type,
    covers: asked.length,
    model: record.model,
    outcome:
      thought.outcome === "answered" ? (thought.answer?.outcome ?? "unasked") : thought.outcome,
    tokens: record.usage?.totalTokens,
    parts: record.parts.length,
  });
}

/** Composes the reply; an answer that makes none is never recorded, but is paid for. */
async function composeOrSettle(
  thought: ModelAnswer | null,
  {
    asked,
    turn,
    hold,
  }: { readonly asked: readonly UnderstoodMessage[]; readonly turn: Turn; readonly hold: Hold },
  deps: AnswerDeps,
): Promise<AnswerRecord> {
  try {
    return composeReply(thought, asked, turn.user, deps);
  } catch (error) {
    const tokens = thought === null ? null : countTokens(thought.usage);
    if (tokens !== null) await deps.store.settleTokens(hold.lane, turn, tokens);
    throw error;
  }
}

/** Whoever is over a limit is told so once a day, and then no more: also a refusal costs money. */
function overLimitRecord(
  outcome: "over-limit" | "over-limit-again",
  sentences: Sentences,
): AnswerRecord {
  const text = outcome === "over-limit" ? sentences.overLimit : "";
  const parts = text === "" ? [] : [text];
  return { text, parts, model: null, usage: null, error: outcome };
}

async function understandAll(
  turn: Turn,
  hold: Hold,
  deps: UnderstandDeps,
): Promise<UnderstoodMessage[] | null> {
  const asked: UnderstoodMessage[] = [];
  for (const message of [...turn.earlier, turn]) {
    const attachments = await understand(message, turn, hold, deps);
    if (attachments === null) return null;
    asked.push({ message, attachments });
  }
  return asked;
}

/** Nothing that it brought could be understood: a kind sentence says so. */
function isInVain({ attachments }: UnderstoodMessage): boolean {
  return attachments.length > 0 && attachments.every(({ state }) => state === "refused");
}

async function thinkAbout(
  turn: Turn,
  asked: readonly UnderstoodMessage[],
  hold: Hold,
  deps: AnswerDeps,
): Promise<Thought | null> {
  if (asked.every(isSilent)) {
    const { unknownKind } = deps.sentencesFor(turn.user.language);
    throw new UserFacingError(unknownKind, { code: `unread-${turn.type}` });
  }
  return think(turn, await gatherPromptInput(turn, asked, deps), hold, deps);
}

function isSilent({ message, attachments }: UnderstoodMessage): boolean {
  return (
    attachments.length === 0 &&
    message.location === null &&
    message.context.length === 0 &&
    wordsOf({ message, attachments }) === ""
  );
}
