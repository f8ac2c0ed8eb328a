import type { Line } from "./users.ts";
import type { OpenPart } from "./sends.ts";

/** The outcome of a notice that asked a user to wait. */
export type DelayNoticeEnd = { readonly sid: string } | "not-sent" | "unknown";

/** The steps that keep users from waiting without a word; a part of `Store`. */
export interface DelayStore {
  /**
   * Begins to send `line` to the user who has waited longest, for `afterMs` at least, and was told
   * nothing since: once for each message that waits. Null when there is no such user. No step of a lane,
   * which may be just what takes so long; the part is looked up after `graceMs` like any other.
   */
  beginDelayNotice(options: {
    readonly afterMs: number;
    readonly graceMs: number;
    readonly line: Line;
  }): Promise<OpenPart | null>;
  /** Keeps what became of it. What was not sent is dropped: later it would come after the answer. */
  endDelayNotice(partId: number, end: DelayNoticeEnd): Promise<void>;
}
