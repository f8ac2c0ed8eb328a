import type { AdminAccessStore } from "./admin-access.ts";
import type { AdminFigureStore } from "./admin-figures.ts";
import type { Driver } from "./driver.ts";
import * as access from "./steps/admin-access.ts";
import * as charges from "./steps/list-charges.ts";
import * as figures from "./steps/admin-figures.ts";
import * as traffic from "./steps/admin-traffic.ts";
import { overview } from "./steps/admin.ts";
import { storedSettings, storeSetting } from "./steps/stored-settings.ts";

/** Binds the steps of the owner's page to a database. */
export function createOwnerSteps({
  read,
  transact,
}: Pick<Driver, "read" | "transact">): AdminAccessStore & AdminFigureStore {
  return {
    createAdminLink: (hash) => transact((t) => access.createAdminLink(t, { hash, owner: null })),
    enter: (link, session, mayEnter) => transact((t) => access.enter(t, link, session, mayEnter)),
    beginAdminSession: (session) => transact((t) => access.beginAdminSession(t, session)),
    wasEntered: () => read(access.wasEntered),
    findAdminSession: (hash) => read((r) => access.findAdminSession(r, hash)),
    endAdminSession: (hash, by) => transact((t) => access.endAdminSession(t, hash, by)),
    endAdminSessionsOf: (owner) => transact((t) => access.endAdminSessionsOf(t, owner)),
    endAdminSessions: (by) => transact((t) => access.endAdminSessions(t, by)),
    recordAudit: (entry) => transact((t) => access.recordAudit(t, entry)),
    auditBefore: (id, limit) => read((r) => access.auditBefore(r, id, limit)),
    overview: () => read(overview),
    minutesSince: (from, slowMs) => read((r) => figures.minutesSince(r, from, slowMs)),
    problemsSince: (since, limit, owners) =>
      read((r) => figures.problemsSince(r, since, limit, owners)),
    chargeFrom: (id) => read((r) => charges.chargeFrom(r, id)),
    chargesAfter: (id, limit) => read((r) => charges.chargesAfter(r, id, limit)),
    messagesSince: (since) => read((r) => figures.messagesSince(r, since)),
    spentOnDay: (day) => read((r) => figures.spentOnDay(r, day)),
    pendingUsers: () => read(figures.pendingUsers),
    lastTraffic: (ours) => read((r) => traffic.lastTraffic(r, ours)),
    namesOf: (ids) => read((r) => traffic.namesOf(r, ids)),
    changesAfter: (place) => read((r) => traffic.changesAfter(r, place)),
    storedSettings: () => read(storedSettings),
    storeSetting: (name, value, by) => transact((t) => storeSetting(t, name, value, by)),
  };
}
