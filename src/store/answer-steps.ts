import type { Lane } from "../core/lane.ts";
import type { AnswerRecord } from "./answer-record.ts";
import { type LaneBinder, UNSYNCED } from "./bind.ts";
import { recordAnswer } from "./steps/answers.ts";
import * as attachments from "./steps/attachments.ts";
import { history, spareTurn } from "./steps/begin-turn.ts";
import { keepDraft } from "./steps/drafts.ts";
import {
  continueAnswer,
  deadLetterTurn,
  endReading,
  postponeAnswer,
} from "./steps/unanswered-turns.ts";
import { beginModelCall } from "./steps/model-calls.ts";
import { sentPicture } from "./steps/outgoing-files.ts";
import { spentOn } from "./steps/spending.ts";
import * as tools from "./steps/tool-calls.ts";
import type { CallEnd, CallPlace } from "./tool-calls.ts";
import type { Turn } from "./turn.ts";

/** Binds the steps of an answer. */
export const answerSteps = ({
  read,
  underLane,
  fenced,
  fencedUser,
  endStep,
  lanes,
}: LaneBinder) => ({
  /**
   * Undoes the start of a turn that this process stops: the start does not count for those of its
   * messages that still wait. The reservation of an interrupted call stays spent.
   */
  spareTurn: fenced(spareTurn, UNSYNCED),
  /**
   * Returns the conversation before this message, oldest first: from the message that the last
   * call's `historyFrom` names, and of that the newest `limit` entries.
   */
  history: read(history),
  /** Returns the attachments of a message in order, with their understanding so far. */
  attachmentsOf: read(attachments.attachmentsOf),
  /**
   * Stores the understanding of an attachment, so that no retry repeats the work, and counts it
   * towards the user's limit of the day `countedOn`. Returns false if the lane is lost.
   */
  recordUnderstanding: fencedUser(attachments.recordUnderstanding, UNSYNCED),
  /** Returns how many attachments of this user were counted towards that day. */
  mediaLookedAt: read(
    async (reader, userId: number, day: string) => (await spentOn(reader, day, userId)).media,
  ),
  /**
   * Returns the attachments of this kind that were understood earlier in this conversation and
   * answered by a model, newest first; only pictures whose bytes are still kept.
   */
  pastAttachments: read(attachments.pastAttachments),
  /** Returns the message with this sid that the user sent or was sent; null if it is not stored. */
  quotedMessage: read(attachments.quotedMessage),
  /**
   * Returns the picture that a message of ours with this sid brought its user or, without a sid, the
   * newest one of the turn's conversation; null if there is none, or none any more.
   */
  sentPicture: read(sentPicture),
  /**
   * Reserves the most that a model call may cost, records its start and the history that it uses,
   * and returns the time at which this message's first call began. A start before `voidBefore`, by
   * a process that has ended, does not count. The answer settles the reservation, or a failure
   * releases it. Returns null also if the turn no longer waits for its answer.
   */
  beginModelCall: underLane(beginModelCall, UNSYNCED),
  /**
   * Returns every call that was begun for the messages of a turn: the rounds in order, and the
   * calls of each.
   */
  toolCallsOf: read(tools.toolCallsOf),
  /**
   * The calls that have ended for the messages before a turn in its conversation, since the one with
   * the id `since`, in their order.
   */
  pastToolCalls: read(tools.pastToolCalls),
  /**
   * Records that the calls of a round are about to be made. Returns false, so that none may be
   * made, if the lane is lost or the turn no longer waits for its answer.
   */
  beginToolCalls: fenced(tools.beginToolCalls),
  /**
   * Records the outcome of a call; returns false if the lane is lost, or an outcome is recorded
   * already.
   */
  finishToolCall: (lane: Lane, place: CallPlace, end: CallEnd) => {
    // A file was paid for.
    const isSynced = end.effect?.kind === "send-file";
    return fencedUser(tools.finishToolCall, { isSynced })(lane, place, end);
  },
  /**
   * Keeps the model's answer with its turn until it is recorded, settles the call that made it, and
   * reserves the most that speaking it may cost, beside what is reserved for its parts. False if that
   * would pass a budget: then only the answer is kept. Null if the lane is lost or the turn no longer
   * waits for its answer.
   */
  keepDraft: underLane(keepDraft, UNSYNCED),
  recordAnswer: (lane: Lane, turn: Turn, answer: AnswerRecord) =>
    lanes.endStep(lane, (transaction, alongside) =>
      recordAnswer(transaction, turn, answer, alongside),
    ),
  /**
   * Answers with up to `maxParts` held parts of this user's newest answer, and returns how many it
   * queued; if that is 0 nothing is changed. Null if the lane is lost.
   */
  continueAnswer: underLane(continueAnswer),
  /** Ends a turn that was only read, with the words of its attachments and its jobs. */
  endReading: endStep(endReading),
  /**
   * Makes the message due again after `delayMs`, with as many starts as a new one. Returns false,
   * and changes nothing, if that is later than `giveUpMs` after its first model call began.
   */
  postponeAnswer: endStep(postponeAnswer),
  /** Gives up a turn: its messages are dead, and one apology is queued, unless it was only read. */
  deadLetterTurn: endStep(deadLetterTurn),
});
