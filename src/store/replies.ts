import type { OpenPart } from "./sends.ts";

/**
 * The steps of a deployment whose parts are pulled: they are only sent in the responses to the
 * user's own messages. A part of `Store`. These need no lane: they depend on the state of each part
 * alone.
 */
export interface ReplyStore {
  /**
   * Commits that the parts ready for this user are being sent, and returns them in order, at most
   * `limit`; each is looked up `lookUpAfterMs` later. A part that may have been sent holds back
   * later ones. Returns null, and changes nothing, if waiting is worthwhile: this message or an
   * earlier one has no answer yet, or all ready parts are held back. Never null if `isFinal`.
   */
  claimReply(asker: ReplyTarget, options: ClaimOptions): Promise<OpenPart[] | null>;
  /**
   * Makes this user's parts that may have been sent due for a look-up `afterMs` after their start;
   * returns whether there are any.
   */
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
