import type { Driver } from "./driver.ts";
import { setAccess } from "./steps/access.ts";
import { addressesOfUser, mergedAddresses, mergePair, previewMerge } from "./steps/merge-pair.ts";
import { factsOf } from "./steps/facts.ts";
import { remindersOf } from "./steps/reminders.ts";
import {
  changeUser,
  deleteFact,
  deleteReminder,
  listedUser,
  usersPage,
} from "./steps/user-admin.ts";
import type { UserAdminSteps } from "./user-admin.ts";
import type { UserMergeSteps } from "./user-merge.ts";

/** Binds the owner's steps about single users to a database. */
export function userAdminSteps({
  read,
  transact,
}: Pick<Driver, "read" | "transact">): UserAdminSteps & UserMergeSteps {
  return {
    addressesOf: (userId) => read((r) => addressesOfUser(r, userId)),
    mergedAddresses: () => read(mergedAddresses),
    previewMerge: (pair) => read((r) => previewMerge(r, pair)),
    mergeUsers: (pair, options) => transact((t) => mergePair(t, pair, options)),
    usersPage: (options) => read((r) => usersPage(r, options)),
    listedUser: (userId, month) => read((r) => listedUser(r, userId, month)),
    changeUser: (userId, change, by) => transact((t) => changeUser(t, userId, change, by)),
    setAccess: (who, access, line, by) => transact((t) => setAccess(t, who, access, line, by)),
    factsOf: (userId) => read((r) => factsOf(r, userId)),
    deleteFact: (userId, factId, by) => transact((t) => deleteFact(t, userId, factId, by)),
    remindersOf: (userId) => read((r) => remindersOf(r, userId)),
    deleteReminder: (userId, id, by) => transact((t) => deleteReminder(t, userId, id, by)),
  };
}
