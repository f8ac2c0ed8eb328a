import type { CallRate } from "./call-rate.ts";
import type { InboundMessage } from "./message.ts";
import type { DeliveryReport } from "./ports.ts";

/**
 * Fetches messages and reports from a messenger that calls no webhook. Only one server at a time
 * polls for an address.
 */
export interface Poller {
  /** Our own address. */
  readonly address: string;
  readonly rates: {
    readonly polls: CallRate;
    /** Read receipts, and typing indicators too. */
    readonly statuses: CallRate;
  };
  /**
   * Waits for what came after `offset`, or returns what is there; without one begins with what comes
   * from now on, and "0" is the beginning of what the messenger keeps. Throws `TransientError`,
   * `PermanentError` or `SendUncertain` if the poll failed, which had no effect then.
   */
  poll(offset: string | null, signal: AbortSignal): Promise<Polled>;
  /** Marks a message as read. Throws likewise. */
  markRead(messageId: string): Promise<void>;
}

export type Polled =
  | {
      readonly kind: "events";
      /** In order. */
      readonly events: readonly PolledEvent[];
      /** The beginning of the next poll, as the messenger names it; null if it stays. */
      readonly nextOffset: string | null;
    }
  /** There was no answer in time: whatever it would have been comes again. */
  | { readonly kind: "late" }
  /** Another program has begun to poll with the same key. */
  | { readonly kind: "replaced" }
  /** The key is not valid; `code` is the messenger's. */
  | { readonly kind: "refused"; readonly code: string };

export type PolledEvent =
  | {
      readonly kind: "message";
      readonly message: InboundMessage;
      /** The time at which the user sent it; null if the messenger does not say. */
      readonly sentAt: number | null;
    }
  | {
      readonly kind: "status";
      readonly report: DeliveryReport;
      /** The time that it reports on; null if the messenger does not say. */
      readonly at: number | null;
    }
  /** Nothing to be stored. */
  | { readonly kind: "skipped"; readonly why: string };
