import type { Lane } from "../core/lane.ts";
import type { Driver, Transaction, WriteOptions } from "./driver.ts";
import { createLaneSteps } from "./lane-steps.ts";
import { runStatements } from "./run-statements.ts";
import { createReportGatherer } from "./steps/gathered-reports.ts";
import { type Statement, statements } from "./statement.ts";
import type { Store } from "./store.ts";
import { findUser, notify, setAccess, setPreferences, usageSince } from "./steps/access.ts";
import { overview } from "./steps/admin.ts";
import { deleteExpiredAdmin } from "./steps/admin-access.ts";
import { storedSettings } from "./steps/stored-settings.ts";
import { recordAnswer } from "./steps/answers.ts";
import { reserveReply } from "./steps/afford.ts";
import { setBudget } from "./steps/user-settings.ts";
import * as turns from "./steps/unanswered-turns.ts";
import * as attachments from "./steps/attachments.ts";
import { history, spareTurn } from "./steps/begin-turn.ts";
import { endConversation } from "./steps/conversations.ts";
import { newestCharge, sumCharges } from "./steps/read-charges.ts";
import { correctCharges } from "./steps/correct-charges.ts";
import { keepDraft } from "./steps/drafts.ts";
import { beginDelayNotice, endDelayNotice, waitingInSilence } from "./steps/delays.ts";
import { releaseReserved } from "./steps/end-reservations.ts";
import { forget } from "./steps/erase.ts";
import { deleteForgotten, deleteMessages, dropMedia } from "./steps/retention.ts";
import { erasePrivate, onePrivate } from "./steps/erase-private.ts";
import { dueJobs, finishJob, postponeJob } from "./steps/jobs.ts";
import { moneySpent } from "./steps/judge-spending.ts";
import { untilDue } from "./steps/lanes.ts";
import { askForHuman } from "./steps/take-over.ts";
import { beginModelCall } from "./steps/model-calls.ts";
import { moveUser } from "./steps/move-user.ts";
import * as sends from "./steps/sends.ts";
import { receive } from "./steps/receive.ts";
import { unseen } from "./steps/senders.ts";
import { exportSteps } from "./steps/export-user.ts";
import { factsOf } from "./steps/facts.ts";
import { queueReminders } from "./steps/due-reminders.ts";
import { remindersOf } from "./steps/reminders.ts";
import * as knowledge from "./steps/knowledge.ts";
import { createSearch } from "./steps/search-passages.ts";
import * as files from "./steps/outgoing-files.ts";
import { hastenLookups, claimReply } from "./steps/replies.ts";
import { isAnswer, recordReport } from "./steps/reports.ts";
import { requeueMessage } from "./steps/requeue.ts";
import { readState, takePlace, writeState } from "./steps/settings.ts";
import * as spending from "./steps/spending.ts";
import { claimEvents, finishEvent, postponeEvent } from "./steps/webhook-events.ts";
import * as tools from "./steps/tool-calls.ts";

/** For writes that a power cut may undo: their result is found again or counted anew. */
const UNSYNCED = { isSynced: false };

/** The functions that each database implements itself, besides the shared steps. */
type Own = Pick<Store, "compact" | "close" | "isShared" | "events" | "exclusively">;

/** Returns every statement that the server's steps are made of. */
export const storeStatements = (): readonly Statement[] => statements;

/** Binds the server's steps to a database. */
export function createStore(driver: Driver, own: Own): Store {
  const { read, transact } = driver;
  const { rowOf, rowsOf, write } = runStatements(driver);
  const { underLane, endStep, endSend, ...lanes } = createLaneSteps(driver);
  const gatherReport = createReportGatherer(driver);
  const searchPassages = createSearch();
  const fenced = async (
    lane: Lane,
    work: (transaction: Transaction) => Promise<boolean>,
    options?: WriteOptions,
  ) => (await underLane(lane, work, options)) ?? false;
  return {
    ...own,
    receive: (message, judge, ageMs = 0, windowMs = 0, fewestTold = 0, mark = null) =>
      receive(driver, message, judge, { ageMs, windowMs, fewestTold, mark }),

    ...lanes,
    untilDue: () => read(untilDue),

    spareTurn: (lane, turn) => fenced(lane, (t) => spareTurn(t, turn), UNSYNCED),
    history: (turn, limit) => read((r) => history(r, turn, limit)),
    attachmentsOf: (message) => read((r) => attachments.attachmentsOf(r, message)),
    recordUnderstanding: (lane, place, found, countedOn) =>
      fenced(
        lane,
        (t) => attachments.recordUnderstanding(t, lane, place, found, countedOn),
        UNSYNCED,
      ),
    mediaLookedAt: (userId, day) =>
      read(async (r) => (await spending.spentOn(r, day, userId)).media),
    pastAttachments: (turn, kind, limit) =>
      read((r) => attachments.pastAttachments(r, turn, kind, limit)),
    quotedMessage: (message, sid) => read((r) => attachments.quotedMessage(r, message, sid)),
    sentPicture: (turn, sid) => read((r) => files.sentPicture(r, turn, sid)),
    beginModelCall: (lane, turn, call) =>
      underLane(lane, (t) => beginModelCall(t, turn, call), UNSYNCED),
    reserveTokens: (lane, turn, budget) =>
      underLane(lane, (t) => spending.reserveTokens(t, turn, budget), UNSYNCED),
    moneySpent: (userId, day) => read((r) => moneySpent(r, userId, day)),
    settleTokens: (lane, turn, tokens, charges) =>
      fenced(
        lane,
        async (t) => {
          await spending.settleTokens(t, turn, tokens, charges);
          return true;
        },
        UNSYNCED,
      ),
    // A crash must not make it free.
    countPicture: (userId, day, limit) =>
      transact(
        async (t) => (await t.all(spending.countPicture, { userId, day, limit })).length > 0,
      ),
    uncountPicture: (userId, day) => write(spending.uncountPicture, { userId, day }, UNSYNCED),
    reserveReply: (lane, turn, messages) =>
      underLane(lane, (t) => reserveReply(t, turn, messages), UNSYNCED),
    releaseReserved: (olderThanMs, limit) =>
      transact((t) => releaseReserved(t, olderThanMs, limit), UNSYNCED),
    correctCharges: (prices) => transact((t) => correctCharges(t, prices), UNSYNCED),
    newestCharge: () => read(newestCharge),
    sumCharges: (span) => rowsOf(sumCharges, span),
    toolCallsOf: (turn) => read((r) => tools.toolCallsOf(r, turn)),
    pastToolCalls: (turn, since) => read((r) => tools.pastToolCalls(r, turn, since)),
    ...exportSteps(read),
    factsOf: (userId) => read((r) => factsOf(r, userId)),
    remindersOf: (userId) => read((r) => remindersOf(r, userId)),
    queueReminders: (options) => queueReminders(driver, options),
    // A call must be on disk before it is made.
    beginToolCalls: (lane, turn, round) =>
      fenced(lane, (t) => tools.beginToolCalls(t, turn, round)),
    finishToolCall: (lane, place, end) =>
      fenced(lane, (t) => tools.finishToolCall(t, lane, place, end), {
        // A file was paid for.
        isSynced: end.effect?.kind === "send-file",
      }),
    keepDraft: (lane, turn, kept) => underLane(lane, (t) => keepDraft(t, turn, kept), UNSYNCED),
    recordAnswer: (lane, turn, answer) =>
      endStep(lane, (t, alongside) => recordAnswer(t, turn, answer, alongside)),
    continueAnswer: (lane, turn, maxParts) =>
      underLane(lane, (t) => turns.continueAnswer(t, turn, maxParts)),
    postponeAnswer: (lane, turn, wait) => endStep(lane, (t) => turns.postponeAnswer(t, turn, wait)),
    endReading: (lane, turn, found) => endStep(lane, (t) => turns.endReading(t, turn, found)),
    deadLetterTurn: (lane, turn, apology, error) =>
      endStep(lane, (t) => turns.deadLetterTurn(t, turn, apology, error)),

    recordAccepted: (lane, id, accepted) =>
      endSend(lane, id, (t, part) => sends.recordAccepted(t, part, accepted), UNSYNCED),
    postponeSend: (lane, id, delayMs, failure) =>
      endSend(lane, id, (t, part) => sends.postponeSend(t, part, delayMs, failure), UNSYNCED),
    postponeLookup: (lane, id, wait) =>
      endSend(lane, id, (t, part) => sends.postponeLookup(t, part, wait), UNSYNCED),
    recordRefused: (lane, id, failure) =>
      endSend(lane, id, (t, part) => sends.recordRefused(t, part, failure)),
    recordUnknown: (lane, id) => endSend(lane, id, sends.recordUnknown),
    recordStatus: async (report, resend) =>
      (await gatherReport(report)) ?? recordReport(driver, report, resend),
    knownSids: (sids) => read((r) => sends.knownSids(r, sids)),
    partInDoubt: (address, before) => read((r) => sends.partInDoubt(r, address, before)),

    beginDelayNotice: async (options) => {
      // Usually no user waits, and then no transaction is begun.
      const userId = await read((r) => waitingInSilence(r, options.afterMs));
      return userId === null ? null : transact((t) => beginDelayNotice(t, userId, options));
    },
    endDelayNotice: (id, end) => transact((t) => endDelayNotice(t, id, end)),

    findOutgoingFile: (token) => rowOf(files.findOutgoingFile, { token }),
    readOutgoingFile: async (token) =>
      (await rowOf(files.bytesWithToken, { token }))?.bytes ?? null,
    noteFileFetched: (token) => transact((t) => files.noteFileFetched(t, token), UNSYNCED),
    dropFiles: (ages, limit) => transact((t) => files.dropFiles(t, ages, limit)),

    knowledgeFiles: () => rowsOf(knowledge.knowledgeFiles, {}),
    hasPassages: async () => (await rowOf(knowledge.readyFile, {})) !== null,
    searchPassages: (terms, limit) => read((r) => searchPassages(r, terms, limit)),
    // A power cut undoes no more than what the files can be read for again.
    beginFile: (facts) => transact((t) => knowledge.beginFile(t, facts), UNSYNCED),
    addPassages: (id, position, passages) =>
      transact((t) => knowledge.addPassages(t, id, position, passages), UNSYNCED),
    finishFile: (id, outcome) => transact((t) => knowledge.finishFile(t, id, outcome), UNSYNCED),
    noteFile: (id, facts) => write(knowledge.noteFile, { id, ...facts }, UNSYNCED),
    removeFile: (id) => write(knowledge.removeFile, { id }, UNSYNCED),
    deletePassages: (limit) => transact((t) => knowledge.deletePassages(t, limit), UNSYNCED),

    claimReply: (asker, options) => transact((t) => claimReply(t, asker, options)),
    hastenLookups: (userId, afterMs) => transact((t) => hastenLookups(t, userId, afterMs)),

    setPreferences: (lane, chosen) => fenced(lane, (t) => setPreferences(t, lane, chosen)),
    endConversation: (lane, id) => fenced(lane, (t) => endConversation(t, lane.userId, id)),
    usageSince: (turn, since) => read((r) => usageSince(r, turn, since)),
    forget: (lane, id, confirmation) => fenced(lane, (t) => forget(t, lane, id, confirmation)),
    deleteForgotten: (limit) => transact((t) => deleteForgotten(t, limit)),
    findUser: (who) => read((r) => findUser(r, who)),
    setAccess: (who, access, line, by) => transact((t) => setAccess(t, who, access, line, by)),
    setBudget: (who, change, by) => transact((t) => setBudget(t, who, change, by)),
    moveUser: (move) => transact((t) => moveUser(t, move)),
    askForHuman: (lane) => fenced(lane, (t) => askForHuman(t, lane.userId)),
    notify: (address, line, about) => transact((t) => notify(t, address, line, about)),
    isAnswer: (report) => read((r) => isAnswer(r, report)),

    dueJobs: (kind, limit) => read((r) => dueJobs(r, kind, limit)),
    finishJob: (id) => write(finishJob, { id }),
    postponeJob: (id, delayMs, error) => transact((t) => postponeJob(t, id, delayMs, error)),
    requeueMessage: (id) => transact((t) => requeueMessage(t, id)),
    readState: (key) => read((r) => readState(r, key)),
    writeState: (key, value) => transact((t) => writeState(t, key, value)),
    stampState: (key) => transact((t) => writeState(t, key, String(t.now)), UNSYNCED),
    takePlace: (name, rate) => transact((t) => takePlace(t, name, rate), UNSYNCED),
    unseen: (sids) => read((r) => unseen(r, sids)),
    dropMedia: (olderThanMs, limit) => transact((t) => dropMedia(t, olderThanMs, limit)),
    hasPrivate: async () => (await rowOf(onePrivate, {})) !== null,
    erasePrivate: (unreportedMs, limit) => transact((t) => erasePrivate(t, unreportedMs, limit)),
    deleteMessages: (olderThanMs, limit) => transact((t) => deleteMessages(t, olderThanMs, limit)),
    overview: () => read(overview),
    storedSettings: () => read(storedSettings),
    deleteExpiredAdmin: () => transact(deleteExpiredAdmin, UNSYNCED),
    claimEvents: (limit, leaseMs) => transact((t) => claimEvents(t, limit, leaseMs), UNSYNCED),
    // A power cut has it sent again, which the receiver recognises by its id.
    finishEvent: (id) => write(finishEvent, { id }, UNSYNCED),
    postponeEvent: (id, delayMs) => transact((t) => postponeEvent(t, id, delayMs), UNSYNCED),
  };
}
