import type { Line } from "./users.ts";
import type { OpenPart } from "./sends.ts";

/** The outcome of a notice that asked a user to wait. */
export type DelayNoticeEnd = { readonly sid: string } | "not-sent" | "unknown";

/** The steps that notify users of a long wait; a part of `Store`. */
export interface DelayStore {
  /**
   * Begins to send `line` to the user who has waited longest, for at least `afterMs`, without a
   * message from us: once for each message that waits. Returns null if there is no such user. Needs
   * no lane, because the lane may be what takes so long; the part is looked up after `graceMs` like
   * any other.
   */
  beginDelayNotice(options: {
    readonly afterMs: number;
    readonly graceMs: number;
    readonly line: Line;
  }): Promise<OpenPart | null>;
  /**
   * Stores the outcome. A notice that was not sent is dropped: later it would arrive after the
   * answer.
   */
  endDelayNotice(partId: number, end: DelayNoticeEnd): Promise<void>;
}
