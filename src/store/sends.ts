import type { Lane } from "../core/lane.ts";
import type { MessagePricing } from "../core/message.ts";
import type { DeliveryStatus, OutboundPart } from "../core/ports.ts";

/** The steps of sending the parts of a reply; a part of `Store`. */
export interface SendStore {
  /**
   * Records that the messenger accepted a part. The message's next part is due after `nextAfterMs`,
   * or once this one is reported sent.
   */
  recordAccepted(lane: Lane, partId: number, accepted: Accepted): Promise<boolean>;
  /**
   * Records that a part was certainly not sent: it is pending again, due after `delayMs`. A failure
   * counts as an attempt.
   */
  postponeSend(
    lane: Lane,
    partId: number,
    delayMs: number,
    failure: SendFailure | null,
  ): Promise<boolean>;
  /**
   * Records that a part may have been sent: it stays `sending`, to be looked up again after
   * `delayMs`.
   */
  postponeLookup(lane: Lane, partId: number, wait: LookupWait): Promise<boolean>;
  /**
   * Records a permanent refusal: the part failed, and the later parts of the same message are dead. If
   * only the content of a file was refused, its caption is to be sent as a text, and the later parts follow.
   */
  recordRefused(lane: Lane, partId: number, failure: SendFailure): Promise<boolean>;
  /**
   * Gives up a part whose look-ups were inconclusive and which must not be sent twice; the next
   * part is due.
   */
  recordUnknown(lane: Lane, partId: number): Promise<boolean>;
  /**
   * Records a delivery report, which only ever raises a part's rank. Returns null if it is about no
   * part of ours. A failure that `resend` allows to be repeated makes the part pending again, under
   * a new nonce.
   */
  recordStatus(report: StatusReport, resend?: Resend): Promise<ReportedPart | null>;
  /** Returns those of these sids that are known as parts of ours. */
  knownSids(sids: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Returns the nonce of the part to a user below this address that is being sent or may have been
   * sent, and whose send began before `before`; of a notice before an answer, which must not count
   * as sent by mistake. Null if there are none, or several answers.
   */
  partInDoubt(address: string, before: number): Promise<string | null>;
}

export interface OpenPart extends OutboundPart {
  readonly id: number;
  readonly messageId: number;
  readonly part: number;
  readonly attempt: number;
  /** The number of times that it was sent again after a failure in transit. */
  readonly resends: number;
  /** True for a notice: a part of ours that answers no message. */
  readonly isNotice: boolean;
  /** The time at which it was first queued. */
  readonly createdAt: number;
  /** The time at which its last send began. */
  readonly startedAt: number;
  /** The number of look-ups since then. */
  readonly lookups: number;
}

export interface LookupWait {
  readonly delayMs: number;
  /** True if the messenger's list was read and the part was not in it. */
  readonly isCounted: boolean;
}

export interface Accepted {
  readonly sid: string;
  readonly nextAfterMs: number;
}

export interface SendFailure {
  readonly code: string | null;
  readonly message: string;
  /** True if free text no longer reaches the user: a reminder then waits for their next message. */
  readonly isWindowClosed?: boolean;
  /** True if only the content of this part was refused: the caption of a file is then sent as a text. */
  readonly isContentRefused?: boolean;
}

/** The part that a delivery report is about. */
export interface ReportedPart {
  readonly messageId: number;
  readonly part: number;
  /** True if work of its user may be due because of the report. */
  readonly isDue: boolean;
}

export interface StatusReport {
  readonly nonce: string | null;
  readonly sid: string;
  readonly status: DeliveryStatus;
  readonly errorCode: string | null;
  readonly pricing?: MessagePricing;
  /** The same as in a `SendFailure`. */
  readonly isWindowClosed?: boolean;
  readonly isContentRefused?: boolean;
}

/**
 * The delay after which a part that failed in transit is sent again, unless a later part of the
 * same user is in progress.
 */
export interface Resend {
  readonly delayMs: number;
  /** The greatest age of the part, from when it was queued. */
  readonly withinMs: number;
  /** The greatest number of times. */
  readonly maxTimes: number;
}
