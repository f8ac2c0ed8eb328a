import { type Binder, UNSYNCED } from "./bind.ts";
import type { StateKey } from "./maintenance.ts";
import type { QueueOptions } from "./reminders.ts";
import { deleteExpiredAdmin } from "./steps/admin-access.ts";
import { queueReminders } from "./steps/due-reminders.ts";
import { erasePrivate, onePrivate } from "./steps/erase-private.ts";
import { dueJobs, finishJob, postponeJob } from "./steps/jobs.ts";
import { requeueMessage } from "./steps/requeue.ts";
import { deleteForgotten, deleteMessages, dropMedia } from "./steps/retention.ts";
import { unseen } from "./steps/senders.ts";
import { readState, takePlace, writeState } from "./steps/settings.ts";
import { makeStrandedDue } from "./steps/stranded.ts";
import { claimEvents, finishEvent, postponeEvent } from "./steps/webhook-events.ts";

/** Binds the steps for which no user waits: jobs, deletion, reminders and events. */
export const maintenanceSteps = ({ driver, read, write, rowOf, run }: Binder) => ({
  /** Returns the oldest due jobs of a kind. */
  dueJobs: read(dueJobs),
  finishJob: (id: number) => run(finishJob, { id }),
  /** Counts a failure. The job is due again after `delayMs`; never again if that is null. */
  postponeJob: write(postponeJob),

  /**
   * Queues a dead message as if it had just arrived; returns false if there is none with this id.
   */
  requeueMessage: write(requeueMessage),

  /** Returns the value stored under this key; null if there is none. */
  readState: read(readState),
  writeState: write(writeState),
  /** Stores the time, by the clock of the database, as a value. */
  stampState: write(
    (transaction, key: StateKey) => writeState(transaction, key, String(transaction.now)),
    UNSYNCED,
  ),
  /**
   * Takes one of the places of `name`, which all processes on this database share. Returns 0, or the
   * milliseconds until one is free; then none is taken.
   */
  takePlace: write(takePlace, UNSYNCED),
  /** Returns those of these sids that were never received. */
  unseen: read(unseen),

  /**
   * Drops texts and bytes of attachments whose message arrived more than `olderThanMs` ago and
   * needs no more work. Returns how many were dropped: `limit` if there may be more.
   */
  dropMedia: write(dropMedia),
  /**
   * Deletes finished messages of this age, with everything that refers to them and the
   * conversations that become empty, unless their user's lane is held; their sids stay known as
   * seen. Returns how many.
   */
  deleteMessages: write(deleteMessages),
  /**
   * Deletes the messages that `forget` had to keep until its confirmation was sent. Returns how
   * many: `limit` if there may be more.
   */
  deleteForgotten: write(deleteForgotten),
  /** Returns true if messages of users who were incognito are still stored with their content. */
  hasPrivate: async () => (await rowOf(onePrivate, {})) !== null,
  /**
   * Erases the content of messages that were begun while their user was incognito, and of their
   * answers, once they are over and no part waits to be sent again: a part without a report counts as
   * over `unreportedMs` after it was queued, and a held one is dropped then. Returns how many.
   */
  erasePrivate: write(erasePrivate),
  /** Makes jobs and events due that wait for a time of a clock that was set back since. */
  makeStrandedDue: write(makeStrandedDue, UNSYNCED),
  /** Deletes links and sessions of that page that have expired, and its record of changes after a year. */
  deleteExpiredAdmin: write(deleteExpiredAdmin, UNSYNCED),

  /**
   * Queues what is due, oldest first: for each user in one transaction as `decide` says, together with
   * the next times. As many users as leave `maxDueLanes` lanes waiting for a worker, but one at least, so
   * that neither answers nor reminders starve. Returns how many users had some, null if none had.
   * `decide` may be asked again.
   */
  queueReminders: (options: QueueOptions) => queueReminders(driver, options),

  /**
   * Returns due events, the oldest first, which are due again after `leaseMs` unless they are
   * finished by then: of several servers each gets others.
   */
  claimEvents: write(claimEvents, UNSYNCED),
  /** Removes an event that was delivered or given up. */
  // A power cut has it sent again, which the receiver recognises by its id.
  finishEvent: (id: number) => run(finishEvent, { id }, UNSYNCED),
  postponeEvent: write(postponeEvent, UNSYNCED),
});
