import type { Lane } from "../core/lane.ts";
import type { DeliveryStatus, OutboundPart } from "../core/ports.ts";

/** What becomes of the parts of a reply; a part of `Store`. */
export interface SendStore {
  /** The messenger has it; the message's next part is due after `nextAfterMs`, or once this one is reported sent. */
  recordAccepted(lane: Lane, partId: number, accepted: Accepted): Promise<boolean>;
  /** It certainly was not sent: pending again, due after `delayMs`. A failure counts as an attempt. */
  postponeSend(
    lane: Lane,
    partId: number,
    delayMs: number,
    failure: SendFailure | null,
  ): Promise<boolean>;
  /** It may have been sent: stays `sending`, to be looked up again after `delayMs`. */
  postponeLookup(lane: Lane, partId: number, wait: LookupWait): Promise<boolean>;
  /** It was refused for good: failed, and the later parts of the same message are dead. */
  recordRefused(lane: Lane, partId: number, failure: SendFailure): Promise<boolean>;
  /** Looking it up did not settle it and it must not be sent twice: the next part goes on. */
  recordUnknown(lane: Lane, partId: number): Promise<boolean>;
  /**
   * A delivery report; only ever raises a part's rank. Null when no part of ours is meant. A
   * failure that `resend` allows to be repeated makes the part pending again, under a new nonce.
   */
  recordStatus(report: StatusReport, resend?: Resend): Promise<ReportedPart | null>;
  /** Which of these sids are known as parts of ours. */
  knownSids(sids: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface OpenPart extends OutboundPart {
  readonly id: number;
  readonly messageId: number;
  readonly part: number;
  readonly attempt: number;
  /** Whether it is a notice: a line of ours that answers no message. */
  readonly isNotice: boolean;
  /** When it was first queued. */
  readonly createdAt: number;
  /** When its last send began. */
  readonly startedAt: number;
  /** Times that it was looked up since then. */
  readonly lookups: number;
}

export interface LookupWait {
  readonly delayMs: number;
  /** Whether the messenger's list was read, and the part was not in it. */
  readonly isCounted: boolean;
}

export interface Accepted {
  readonly sid: string;
  readonly nextAfterMs: number;
}

export interface SendFailure {
  readonly code: string | null;
  readonly message: string;
  /** Whether free text no longer reaches the user: a reminder then waits for their next message. */
  readonly isWindowClosed?: boolean;
}

/** Which part a delivery report told of. */
export interface ReportedPart {
  readonly messageId: number;
  readonly part: number;
  /** Whether something of its user may be due because of it. */
  readonly isDue: boolean;
}

export interface StatusReport {
  readonly nonce: string | null;
  readonly sid: string;
  readonly status: DeliveryStatus;
  readonly errorCode: string | null;
  /** As of a `SendFailure`. */
  readonly isWindowClosed?: boolean;
}

/** When a part that failed on its way is sent again, unless a later one of its user's is under way. */
export interface Resend {
  readonly delayMs: number;
  /** Only a part that was queued no longer ago than this. */
  readonly withinMs: number;
  /** Only so many times. */
  readonly maxTimes: number;
}
