import type { Binder } from "./bind.ts";
import * as access from "./steps/admin-access.ts";
import * as figures from "./steps/admin-figures.ts";
import * as traffic from "./steps/admin-traffic.ts";
import * as charges from "./steps/read-charges.ts";
import { storeSetting } from "./steps/stored-settings.ts";

/** Binds the steps of the owner's page: links, sessions, the record of changes and the figures. */
export const ownerSteps = ({ read, write, rowOf, rowsOf }: Binder) => ({
  /** Stores a link of the terminal, which is valid for `LINK_LIFE_MS`. */
  createAdminLink: write((transaction, hash: string) =>
    access.createAdminLink(transaction, { hash, owner: null }),
  ),
  /**
   * Uses up a link and begins a session, in one transaction: of two requests with the same link one
   * gets null, as for a link that is unknown or expired, or whose owner may not enter any more.
   * Recorded, as are the ends of sessions by a sender.
   */
  enter: write(access.enter),
  /** Begins a session of the terminal, without a link. */
  beginAdminSession: write(access.beginAdminSession),
  /** Returns true if a link was ever used. */
  wasEntered: read(access.wasEntered),
  /** Returns the session if it has not expired. */
  findAdminSession: (hash: string) => rowOf(access.findAdminSession, { hash }),
  /** Ends a session; `by` is null where no sender asked for it, which is not recorded. */
  endAdminSession: write(access.endAdminSession),
  /** Ends all sessions and links of an owner, who asks for it, and returns how many sessions. */
  endAdminSessionsOf: write(access.endAdminSessionsOf),
  /** The same for every owner and the terminal. */
  endAdminSessions: write(access.endAdminSessions),
  /** Records what is no change of the database; a change of it is recorded in its own transaction. */
  recordAudit: write(access.recordAudit),
  /** Returns changes before the one with this id, the latest first. */
  auditBefore: (id: number, limit: number) => rowsOf(access.auditBefore, { id, limit }),

  /** Counts the messages since `from` for each minute; an answer begun later than `slowMs` is slow. */
  minutesSince: (from: number, slowMs: number) => rowsOf(figures.minutesSince, { from, slowMs }),
  /** Returns the latest problems since then, the latest first; alerts are those to these users. */
  problemsSince: read(figures.problemsSince),
  /** Counts the messages since then, and their users. */
  messagesSince: read(figures.messagesSince),
  /** The money that a day, and its month, have cost: in nano-dollars, what is reserved included. */
  spentOnDay: read(figures.spentOnDay),
  /** Counts the users whose last message was refused because no owner has allowed them yet. */
  pendingUsers: read(figures.pendingUsers),
  /** Returns when an address of ours last received and sent a message. */
  lastTraffic: read(traffic.lastTraffic),
  /** Returns the first charge with this id or a greater one; null if there is none. */
  chargeFrom: (id: number) => rowOf(charges.chargeFrom, { id }),
  /** Returns the charges after the one with this id, in their order. */
  chargesAfter: (id: number, limit: number) => rowsOf(charges.chargesAfter, { id, limit }),
  /** Returns the charges since a day, such as `2026-11-01`. */
  costsSince: read(charges.costsSince),
  /** The first day since then on which anything was charged; null if nothing was. */
  firstChargeSince: read(charges.firstChargeSince),
  /** Returns the names of these users, or their addresses where they have none. */
  namesOf: (ids: readonly number[]) => rowsOf(traffic.namesOf, { ids: JSON.stringify(ids) }),
  /**
   * Returns the users of messages and parts newer than a place, and of recent parts whose state has
   * changed since, and the place where the next look begins.
   */
  changesAfter: read(traffic.changesAfter),
  /** Stores the value of a setting; null deletes it. */
  storeSetting: write(storeSetting),
});
