import type { OpenPart } from "./sends.ts";

/**
 * The steps of a deployment whose parts are pulled: they go out in the responses to the user's own
 * messages and never by themselves. A part of `Store`. These need no lane: what they change is
 * decided by the state of each part alone.
 */
export interface ReplyStore {
  /**
   * Commits that what is ready for this user is being sent, and returns it in order, at most `limit`
   * parts, each to be looked up `lookUpAfterMs` later. A part that may have been sent holds those behind
   * it. Null, and nothing is changed, when it is worth waiting: this message or one before it has no
   * answer yet, or all that is ready is held; never when `isFinal`.
   */
  claimReply(asker: ReplyTarget, options: ClaimOptions): Promise<OpenPart[] | null>;
  /** Makes this user's parts that may have been sent due to be looked up `afterMs` after their start; whether there are any. */
  hastenLookups(userId: number, afterMs: number): Promise<boolean>;
}

/** The user and message that a response belongs to. */
export interface ReplyTarget {
  readonly userId: number;
  readonly messageId: number;
}

export interface ClaimOptions {
  readonly lookUpAfterMs: number;
  readonly limit: number;
  readonly isFinal: boolean;
}
