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
