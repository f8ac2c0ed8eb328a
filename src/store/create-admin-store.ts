import type { AdminStore } from "./admin-store.ts";
import type { Driver } from "./driver.ts";
import { runStatements } from "./run-statements.ts";
import { type Statement, statements } from "./statement.ts";
import { setAccess } from "./steps/access.ts";
import * as page from "./steps/admin-access.ts";
import * as figures from "./steps/admin-figures.ts";
import * as traffic from "./steps/admin-traffic.ts";
import * as admin from "./steps/admin.ts";
import { costsSince, firstChargeSince } from "./steps/read-charges.ts";
import { eraseUser } from "./steps/erase.ts";
import { exportSteps } from "./steps/export-user.ts";
import { factsOf } from "./steps/facts.ts";
import { moneySpent } from "./steps/judge-spending.ts";
import { knowledgeFiles } from "./steps/knowledge.ts";
import * as charges from "./steps/read-charges.ts";
import { conversationOf, conversations, waitingForHuman } from "./steps/list-conversations.ts";
import { addressesOfUser, mergedAddresses, mergePair, previewMerge } from "./steps/merge-pair.ts";
import { chargesOf } from "./steps/read-charges.ts";
import { remindersOf } from "./steps/reminders.ts";
import { retry } from "./steps/requeue.ts";
import { createSearch } from "./steps/search-passages.ts";
import { storedSettings, storeSetting } from "./steps/stored-settings.ts";
import { endHumanRequest, handBack, takeOver } from "./steps/take-over.ts";
import { findAttachment, readPartFile, threadBefore } from "./steps/thread.ts";
import * as users from "./steps/user-admin.ts";
import { writeMessage } from "./steps/write-message.ts";

/** Returns every statement that the operator's steps are made of. */
export const adminStatements = (): readonly Statement[] => statements;

/** Binds the operator's steps to a database. */
export function createAdminStore(driver: Driver, close: () => Promise<void>): AdminStore {
  const { read, transact } = driver;
  const { rowOf, rowsOf } = runStatements(driver);
  const searchPassages = createSearch();
  return {
    users: () => rowsOf(admin.listUsers, {}),
    findUser: (who) => read((r) => admin.findUser(r, who)),
    setPermissions: (address, standing, by) =>
      transact((t) => admin.setPermissions(t, address, standing, by)),
    moneySpent: (id, day) => read((r) => moneySpent(r, id, day)),
    eraseUser: (id, by) => transact((t) => eraseUser(t, id, by)),
    conversation: (id, limit) => read((r) => admin.conversation(r, id, limit)),
    timelineOf: (message) => read((r) => admin.timelineOf(r, message)),
    ...exportSteps(read),
    chargesOf: (messageId) => rowsOf(chargesOf, { messageId }),
    firstChargeSince: (day) => read((r) => firstChargeSince(r, day)),
    costsSince: (day, by) => read((r) => costsSince(r, day, by)),
    retry: (id, by) => transact((t) => retry(t, id, by)),
    knowledgeFiles: () => rowsOf(knowledgeFiles, {}),
    searchPassages: (terms, limit) => read((r) => searchPassages(r, terms, limit)),

    conversations: (options) => read((r) => conversations(r, options)),
    conversationOf: (userId) => read((r) => conversationOf(r, userId)),
    waitingForHuman: () => read(waitingForHuman),
    threadBefore: (userId, before, limit) => read((r) => threadBefore(r, userId, before, limit)),
    findAttachment: (messageId, idx) => rowOf(findAttachment, { messageId, idx }),
    readPartFile: (partId) => rowOf(readPartFile, { partId }),
    takeOver: (userId, owner) => transact((t) => takeOver(t, userId, owner)),
    handBack: (userId, by) => transact((t) => handBack(t, userId, by)),
    endHumanRequest: (userId, by) => transact((t) => endHumanRequest(t, userId, by)),
    writeMessage: (message, decide) => transact((t) => writeMessage(t, message, decide)),

    addressesOf: (userId) => read((r) => addressesOfUser(r, userId)),
    mergedAddresses: () => read(mergedAddresses),
    previewMerge: (pair) => read((r) => previewMerge(r, pair)),
    mergeUsers: (pair, options) => transact((t) => mergePair(t, pair, options)),
    usersPage: (options) => read((r) => users.usersPage(r, options)),
    listedUser: (userId, month) => rowOf(users.listedUser, { userId, month }),
    changeUser: (userId, change, by) => transact((t) => users.changeUser(t, userId, change, by)),
    setAccess: (who, access, line, by) => transact((t) => setAccess(t, who, access, line, by)),
    factsOf: (userId) => read((r) => factsOf(r, userId)),
    deleteFact: (userId, factId, by) => transact((t) => users.deleteFact(t, userId, factId, by)),
    remindersOf: (userId) => read((r) => remindersOf(r, userId)),
    deleteReminder: (userId, id, by) => transact((t) => users.deleteReminder(t, userId, id, by)),

    createAdminLink: (hash) => transact((t) => page.createAdminLink(t, { hash, owner: null })),
    enter: (link, session, mayEnter) => transact((t) => page.enter(t, link, session, mayEnter)),
    beginAdminSession: (session) => transact((t) => page.beginAdminSession(t, session)),
    wasEntered: () => read(page.wasEntered),
    findAdminSession: (hash) => rowOf(page.findAdminSession, { hash }),
    endAdminSession: (hash, by) => transact((t) => page.endAdminSession(t, hash, by)),
    endAdminSessionsOf: (owner) => transact((t) => page.endAdminSessionsOf(t, owner)),
    endAdminSessions: (by) => transact((t) => page.endAdminSessions(t, by)),
    recordAudit: (entry) => transact((t) => page.recordAudit(t, entry)),
    auditBefore: (id, limit) => rowsOf(page.auditBefore, { id, limit }),
    overview: () => read(admin.overview),
    minutesSince: (from, slowMs) => rowsOf(figures.minutesSince, { from, slowMs }),
    problemsSince: (since, limit, owners) =>
      read((r) => figures.problemsSince(r, since, limit, owners)),
    chargeFrom: (id) => rowOf(charges.chargeFrom, { id }),
    chargesAfter: (id, limit) => rowsOf(charges.chargesAfter, { id, limit }),
    messagesSince: (since) => read((r) => figures.messagesSince(r, since)),
    spentOnDay: (day) => read((r) => figures.spentOnDay(r, day)),
    pendingUsers: () => read(figures.pendingUsers),
    lastTraffic: (ours) => read((r) => traffic.lastTraffic(r, ours)),
    namesOf: (ids) => rowsOf(traffic.namesOf, { ids: JSON.stringify(ids) }),
    changesAfter: (place) => read((r) => traffic.changesAfter(r, place)),
    storedSettings: () => read(storedSettings),
    storeSetting: (name, value, by) => transact((t) => storeSetting(t, name, value, by)),
    close,
  };
}
