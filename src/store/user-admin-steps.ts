import type { Binder } from "./bind.ts";
import { findUser, listUsers, setPermissions } from "./steps/admin.ts";
import { eraseUser } from "./steps/erase.ts";
import { addressesOfUser, mergedAddresses, mergePair, previewMerge } from "./steps/merge-pair.ts";
import {
  changeUser,
  deleteFact,
  deleteReminder,
  listedUser,
  usersPage,
} from "./steps/user-admin.ts";

/** Binds the owner's steps about single users. */
export const userAdminSteps = ({ read, write, rowOf, rowsOf }: Binder) => ({
  /** Returns every user who wrote or was given permissions, the latest to write first. */
  users: () => rowsOf(listUsers, {}),
  findUser: read(findUser),
  /** Admits or blocks a user; an address that never wrote becomes known. */
  setPermissions: write(setPermissions),
  /**
   * Deletes a user with all messages and answers, at once; their ids stay known as seen. In SQLite's
   * files the bytes are overwritten, in PostgreSQL's when their space is used again. Returns false if
   * there is no such user.
   */
  eraseUser: write(eraseUser),
  /** Returns users behind a place in the list, the latest to be active first. */
  usersPage: read(usersPage),
  /** Returns one user as the list shows them; null if there is none. */
  listedUser: (userId: number, month: string) => rowOf(listedUser, { userId, month }),
  /** Changes what is stated, at once; null resets it. Returns false if there is no such user. */
  changeUser: write(changeUser),
  /** Returns false if the user has no such fact. */
  deleteFact: write(deleteFact),
  /** Returns false if the user has no such reminder. */
  deleteReminder: write(deleteReminder),

  /** Returns the user's number and id, and those that were merged into them. */
  addressesOf: read(addressesOfUser),
  /** Returns every address that was merged into a user. */
  mergedAddresses: read(mergedAddresses),
  /** Returns what `mergeUsers` would do; null if there is no such user, or it is one user. */
  previewMerge: read(previewMerge),
  /**
   * Makes one user of two, with the history, facts, reminders, limits and charges of both. Messages
   * are still answered at the address that they came from. An answer in the making for `other` is
   * not stored: its message is found open and answered again.
   */
  mergeUsers: write(mergePair),
});
