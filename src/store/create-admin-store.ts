import type { AdminStore } from "./admin-store.ts";
import { conversationSteps } from "./conversation-steps.ts";
import type { Driver } from "./driver.ts";
import { createOwnerSteps } from "./owner-steps.ts";
import * as admin from "./steps/admin.ts";
import { costsSince, firstChargeSince } from "./steps/costs.ts";
import { eraseUser } from "./steps/erase.ts";
import { exportSteps } from "./steps/export-user.ts";
import { moneySpent } from "./steps/judge-spending.ts";
import { knowledgeFiles } from "./steps/knowledge.ts";
import { chargesOf } from "./steps/read-charges.ts";
import { retry } from "./steps/requeue.ts";
import { createSearch } from "./steps/search-passages.ts";
import { type Statement, statements } from "./statement.ts";
import { userAdminSteps } from "./user-admin-steps.ts";

/** Returns every statement that the operator's steps are made of. */
export const adminStatements = (): readonly Statement[] => statements;

/** Binds the operator's steps to a database. */
export function createAdminStore(driver: Driver, close: () => Promise<void>): AdminStore {
  const { read, transact } = driver;
  const searchPassages = createSearch();
  return {
    users: () => read(admin.listUsers),
    findUser: (who) => read((r) => admin.findUser(r, who)),
    setPermissions: (address, standing, by) =>
      transact((t) => admin.setPermissions(t, address, standing, by)),
    moneySpent: (id, day) => read((r) => moneySpent(r, id, day)),
    eraseUser: (id, by) => transact((t) => eraseUser(t, id, by)),
    conversation: (id, limit) => read((r) => admin.conversation(r, id, limit)),
    timelineOf: (message) => read((r) => admin.timelineOf(r, message)),
    ...exportSteps(read),
    ...createOwnerSteps(driver),
    chargesOf: (id) => read((r) => chargesOf(r, id)),
    firstChargeSince: (day) => read((r) => firstChargeSince(r, day)),
    costsSince: (day, by) => read((r) => costsSince(r, day, by)),
    retry: (id, by) => transact((t) => retry(t, id, by)),
    ...conversationSteps(driver),
    ...userAdminSteps(driver),
    knowledgeFiles: () => read(knowledgeFiles),
    searchPassages: (terms, limit) => read((r) => searchPassages(r, terms, limit)),
    close,
  };
}
