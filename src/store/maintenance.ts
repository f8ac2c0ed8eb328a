/** The steps that no user waits for: jobs, and forgetting; a part of `Store`. */
export interface MaintenanceStore {
  /**
   * Runs `work` unless another process on this database is at the same task, or one began it less than
   * `restMs` ago; whether it ran. The lease of a process that dies ends within half a minute. A process that sleeps for
   * longer overlaps with the next, so the work must bear being done twice.
   */
  exclusively(task: string, restMs: number, work: () => Promise<void>): Promise<boolean>;

  /** The oldest jobs of a kind that are due. */
  dueJobs(kind: JobKind, limit: number): Promise<Job[]>;
  /** It is done, and nothing of it is kept. */
  finishJob(jobId: number): Promise<void>;
  /** Counts a failure; the job is due again after `delayMs`, or with null never again. */
  postponeJob(jobId: number, delayMs: number | null, error: string): Promise<void>;

  /** Lets a dead message begin anew, as if it came now; false when there is no such one. */
  requeueMessage(messageId: number): Promise<boolean>;

  /** Returns what was written under this key; null if nothing was. */
  readState(key: StateKey): Promise<string | null>;
  writeState(key: StateKey, value: string): Promise<void>;
  /** Which of these sids were never received. */
  unseen(sids: readonly string[]): Promise<ReadonlySet<string>>;

  /**
   * Forgets texts and bytes of attachments whose message came more than `olderThanMs` ago and wants
   * nothing any more. Returns how many were forgotten: `limit` when there may be more.
   */
  dropMedia(olderThanMs: number, limit: number): Promise<number>;
  /**
   * Deletes messages like that, with all that hangs on them and the conversations that are left
   * empty, unless their user's lane is held; their sids stay known as seen. Returns how many.
   */
  deleteMessages(olderThanMs: number, limit: number): Promise<number>;
  /** Whether messages of users who were incognito are still stored with their content. */
  hasPrivate(): Promise<boolean>;
  /**
   * Erases the content of messages that were begun while their user was incognito, and of their
   * answers, once they are over and no part waits to be sent again: a part without a report counts as
   * over `unreportedMs` after it was queued, and a held one is dropped then. Returns how many.
   */
  erasePrivate(unreportedMs: number, limit: number): Promise<number>;
  /** Gives the room of what was deleted back to the disk, a piece at a time. */
  compact(): Promise<void>;
}

/** `caught-up-to`: until when every message that reached the messenger is known to be stored. */
export type StateKey = "caught-up-to";

/** `retry` names a dead message by its `messageId`, `remove-media` a copy by `url` and `messageSid`. */
export type JobKind = "remove-media" | "retry";

export interface NewJob {
  readonly kind: JobKind;
  readonly payload: Readonly<Record<string, string>>;
}

export interface Job extends NewJob {
  readonly id: number;
  /** Failures so far. */
  readonly attempt: number;
}

export interface Overview {
  /** Messages without an answer. */
  readonly waitingMessages: number;
  readonly oldestWaitingAt: number | null;
  /** Parts that are not yet accepted by the messenger; not those that wait to be pulled. */
  readonly waitingParts: number;
}
