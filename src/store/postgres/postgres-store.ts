import type { Clock } from "../../core/ports.ts";
import type { Lane, Store } from "../store.ts";
import { findPerson, isAnswer, notify, setAccess } from "./access.ts";
import {
  beginModelCall,
  buryTurn,
  continueAnswer,
  postponeAnswer,
  recordAnswer,
} from "./answers.ts";
import {
  attachmentsOf,
  pastAttachments,
  quotedMessage,
  recordUnderstanding,
} from "./attachments.ts";
import type { Transaction } from "./connection.ts";
import { exclusively } from "./exclusively.ts";
import { deleteForgotten, forget } from "./forget.ts";
import { dueJobs, finishJob, postponeJob } from "./jobs.ts";
import { claimLane, nextReadyAt, releaseLane, renewLane } from "./lanes.ts";
import { createNews } from "./news.ts";
import { readNote, writeNote } from "./notes.ts";
import { openPool, type PoolOptions } from "./open-pool.ts";
import { overview } from "./overview.ts";
import {
  knownSids,
  postponeLookup,
  postponeSend,
  recordAccepted,
  recordRefused,
  recordUnknown,
} from "./parts.ts";
import { endConversation, setPreferences, usageSince } from "./preferences.ts";
import { arrivalsSince, receive, unseen } from "./receive.ts";
import { hastenLookups, takeReply } from "./replies.ts";
import { recordStatus } from "./reports.ts";
import { deleteMessages, dropMedia } from "./retention.ts";
import { reviveMessage } from "./revive-message.ts";
import { timeOf } from "./server-time.ts";
import { reserveTokens, settleTokens, spentOn } from "./spending.ts";
import { nextStep } from "./steps.ts";
import { createTransactor } from "./transact.ts";
import { history, spareTurn } from "./turns.ts";

/**
 * The store in a PostgreSQL database that any number of processes share. Waits up to half a minute
 * for a server that is not there yet, then throws `TransientError`; `ConfigError` when it lets us not
 * in. `clock` takes the place of the server's, for whoever moves time by hand.
 */
export async function openPostgresStore({
  clock,
  isPulled = false,
  ...server
}: PoolOptions & { readonly clock?: Clock; readonly isPulled?: boolean }): Promise<Store> {
  const pool = await openPool(server);
  const news = createNews(pool, server);
  const { query, transact, underLane } = createTransactor({
    pool,
    isPulled,
    time: timeOf(clock),
  });
  const fenced = async (lane: Lane, work: (transaction: Transaction) => Promise<boolean>) =>
    (await underLane(lane, work)) ?? false;
  return {
    arrivalsSince: (identity, since) => query((c) => arrivalsSince(c, identity, since)),
    receive: (message, judge, ageMs, windowMs) =>
      transact((t) => receive(t, message, judge, ageMs, windowMs)),

    claimLane: (owner, leaseMs) => query((c) => claimLane(c, owner, leaseMs)),
    renewLane: (lane, leaseMs) => query((c) => renewLane(c, lane, leaseMs)),
    releaseLane: (lane) => fenced(lane, (t) => releaseLane(t, lane)),
    nextReadyAt: () => query(nextReadyAt),

    nextStep: (lane, options) => underLane(lane, (t) => nextStep(t, lane, options)),
    spareTurn: (lane, turn) => fenced(lane, (t) => spareTurn(t, turn)),
    history: (turn, limit) => query((c) => history(c, turn, limit)),
    attachmentsOf: (message) => query((c) => attachmentsOf(c, message)),
    recordUnderstanding: (lane, place, found, countedOn) =>
      fenced(lane, (t) => recordUnderstanding(t, lane, place, found, countedOn)),
    mediaLookedAt: async (userId, day) => (await query((c) => spentOn(c, day, userId))).media,
    pastAttachments: (turn, kind, limit) => query((c) => pastAttachments(c, turn, kind, limit)),
    quotedMessage: (message, sid) => query((c) => quotedMessage(c, message, sid)),
    beginModelCall: (lane, turn, call) => underLane(lane, (t) => beginModelCall(t, turn, call)),
    reserveTokens: (lane, turn, budget) => underLane(lane, (t) => reserveTokens(t, turn, budget)),
    settleTokens: (lane, turn, tokens) =>
      fenced(lane, async (t) => {
        await settleTokens(t, turn, tokens);
        return true;
      }),
    recordAnswer: (lane, turn, answer) => fenced(lane, (t) => recordAnswer(t, lane, turn, answer)),
    continueAnswer: (lane, turn, maxParts) =>
      underLane(lane, (t) => continueAnswer(t, lane, turn, maxParts)),
    postponeAnswer: (lane, turn, retry) =>
      fenced(lane, (t) => postponeAnswer(t, lane, turn, retry)),
    buryTurn: (lane, turn, apology, error) =>
      fenced(lane, (t) => buryTurn(t, lane, turn, apology, error)),

    recordAccepted: (lane, id, accepted) => fenced(lane, (t) => recordAccepted(t, id, accepted)),
    postponeSend: (lane, id, delayMs, failure) =>
      fenced(lane, (t) => postponeSend(t, id, delayMs, failure)),
    postponeLookup: (lane, id, wait) => fenced(lane, (t) => postponeLookup(t, id, wait)),
    recordRefused: (lane, id, failure) => fenced(lane, (t) => recordRefused(t, id, failure)),
    recordUnknown: (lane, id) => fenced(lane, (t) => recordUnknown(t, id)),
    recordStatus: (report, resend) => transact((t) => recordStatus(t, report, resend)),
    knownSids: (sids) => query((c) => knownSids(c, sids)),

    takeReply: (asker, options) => transact((t) => takeReply(t, asker, options)),
    hastenLookups: (userId, afterMs) => transact((t) => hastenLookups(t, userId, afterMs)),

    setPreferences: (lane, chosen) => fenced(lane, (t) => setPreferences(t, lane, chosen)),
    endConversation: (lane, id) => fenced(lane, (t) => endConversation(t, lane, id)),
    usageSince: (turn, since) => query((c) => usageSince(c, turn, since)),
    forget: (lane, id, confirmation) => fenced(lane, (t) => forget(t, lane, id, confirmation)),
    deleteForgotten: (limit) => transact((t) => deleteForgotten(t, limit)),
    findPerson: (who) => query((c) => findPerson(c, who)),
    setAccess: (who, access, line) => transact((t) => setAccess(t, who, access, line)),
    notify: (address, line, about) => transact((t) => notify(t, address, line, about)),
    isAnswer: (report) => query((c) => isAnswer(c, report)),

    dueJobs: (kind, limit) => query((c) => dueJobs(c, kind, limit)),
    finishJob: (id) => query((c) => finishJob(c, id)),
    postponeJob: (id, delayMs, error) => transact((t) => postponeJob(t, id, delayMs, error)),

    reviveMessage: (id) => transact((t) => reviveMessage(t, id)),
    readNote: (key) => query((c) => readNote(c, key)),
    writeNote: (key, value) => transact((t) => writeNote(t, key, value)),
    unseen: (sids) => query((c) => unseen(c, sids)),

    dropMedia: (olderThanMs, limit) => transact((t) => dropMedia(t, olderThanMs, limit)),
    deleteMessages: (olderThanMs, limit) => transact((t) => deleteMessages(t, olderThanMs, limit)),
    // Autovacuum gives room back while the work goes on.
    compact: async () => {},

    isShared: true,
    tell: (told) => news.tell(told),
    hear: (listener) => news.hear(listener),
    exclusively: (task, restMs, work) => exclusively({ task, restMs, work }, query),
    overview: () => query(overview),
    close: async () => {
      await news.close();
      await pool.close();
    },
  };
}
