import type { CallRate } from "../core/call-rate.ts";

/** The steps of jobs and deletion, for which no user waits; a part of `Store`. */
export interface MaintenanceStore {
  /**
   * Runs `work` and returns true, unless another process on this database runs the same task or
   * began it less than `restMs` ago. The lease of a process that dies ends within half a minute. A
   * process that sleeps for longer overlaps with the next, so `work` must be safe to run twice.
   */
  exclusively(task: string, restMs: number, work: () => Promise<void>): Promise<boolean>;

  /** Returns the oldest due jobs of a kind. */
  dueJobs(kind: JobKind, limit: number): Promise<Job[]>;
  /** Deletes a finished job. */
  finishJob(jobId: number): Promise<void>;
  /** Counts a failure. The job is due again after `delayMs`; never again if that is null. */
  postponeJob(jobId: number, delayMs: number | null, error: string): Promise<void>;

  /**
   * Queues a dead message as if it had just arrived; returns false if there is none with this id.
   */
  requeueMessage(messageId: number): Promise<boolean>;

  /** Returns the value stored under this key; null if there is none. */
  readState(key: StateKey): Promise<string | null>;
  writeState(key: StateKey, value: string): Promise<void>;
  /** Stores the time, by the clock of the database, as a value. */
  stampState(key: StateKey): Promise<void>;
  /**
   * Takes one of the places of `name`, which all processes on this database share. Returns 0, or the
   * milliseconds until one is free; then none is taken.
   */
  takePlace(name: string, rate: CallRate): Promise<number>;
  /** Returns those of these sids that were never received. */
  unseen(sids: readonly string[]): Promise<ReadonlySet<string>>;

  /**
   * Drops texts and bytes of attachments whose message arrived more than `olderThanMs` ago and
   * needs no more work. Returns how many were dropped: `limit` if there may be more.
   */
  dropMedia(olderThanMs: number, limit: number): Promise<number>;
  /**
   * Deletes finished messages of this age, with everything that refers to them and the
   * conversations that become empty, unless their user's lane is held; their sids stay known as
   * seen. Returns how many.
   */
  deleteMessages(olderThanMs: number, limit: number): Promise<number>;
  /** Returns true if messages of users who were incognito are still stored with their content. */
  hasPrivate(): Promise<boolean>;
  /**
   * Erases the content of messages that were begun while their user was incognito, and of their
   * answers, once they are over and no part waits to be sent again: a part without a report counts as
   * over `unreportedMs` after it was queued, and a held one is dropped then. Returns how many.
   */
  erasePrivate(unreportedMs: number, limit: number): Promise<number>;
  /** Returns the settings that were changed at the owner's page, by their names in the environment. */
  storedSettings(): Promise<Record<string, string>>;
  /** Deletes links and sessions of that page that have expired, and its record of changes after a year. */
  deleteExpiredAdmin(): Promise<void>;
  /** Returns the space of deleted rows to the disk, a piece at a time. */
  compact(): Promise<void>;
}

/**
 * `admin-entered`: when a link to the owner's page was last used; `caught-up-to`: the time until
 * which every message that reached the messenger is known to be stored; `template:…`: the id of a
 * template at the messenger; `no-templates-until`: the time until which none is created or used;
 * `polled-up-to:…`: where the next poll of an address begins, as the messenger named it;
 * `polled-at:…`: the time until which everything was polled; `polled-since:…`: the time of the first
 * poll.
 */
export type StateKey =
  | "admin-entered"
  | "caught-up-to"
  | "no-templates-until"
  | `polled-at:${string}`
  | `polled-since:${string}`
  | `polled-up-to:${string}`
  | `priced-up-to:${string}`
  | `template:${string}`;

/** A value to be stored together with something else. */
export interface StateMark {
  readonly key: StateKey;
  readonly value: string;
}

/** `retry` names a dead message by its `messageId`, `remove-media` a copy by `url` and `messageSid`. */
export type JobKind = "remove-media" | "retry";

export interface NewJob {
  readonly kind: JobKind;
  readonly payload: Readonly<Record<string, string>>;
  /** The time for which it waits, 0 unless stated. */
  readonly delayMs?: number;
}

export interface Job extends Omit<NewJob, "delayMs"> {
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
