import type { MessagePricing } from "../core/message.ts";
import type { DeliveryStatus, OutboundPart } from "../core/ports.ts";

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
  readonly userId: number;
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
  readonly maxTimes: number;
}
