import type { EventBus } from "../core/event-bus.ts";
import type { InboundMessage } from "../core/message.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { ReplyTarget } from "../store/replies.ts";
import type { OpenPart } from "../store/sends.ts";
import type { Receipt } from "../store/receipt.ts";
import type { Store } from "../store/store.ts";
import { FIRST_COUNTED_MS } from "./reconcile.ts";

/** A messenger waits 15 s for the whole request. */
const TIMEOUT_MS = 12_000;
/**
 * This many parts, each of the maximum length and all in characters that XML escapes, fit into the
 * 64 KB that a response may have.
 */
const MAX_PARTS = 6;
/**
 * Parts sent within this period are about to be reported; for older ones, the messenger's list may
 * be the first evidence.
 */
const HASTENED_AFTER_MS = 3_000;

/** The interval of checks for an answer from another process, whose event may be lost. */
const POLL_MS = 1_000;

export interface WebhookReplyDeps {
  readonly store: Pick<Store, "claimReply" | "hastenLookups" | "isShared">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: EventBus;
}

/** A message is late if it is older than this on arrival: it was delivered again. */
const LATE_MS = 60_000;

interface Late {
  readonly sentAt: number;
  readonly isWhole: boolean;
}

/** The request whose response is to carry the reply. */
export interface Caller {
  readonly arrivedAt: number;
  /** The time at which the user sent the message; absent if the messenger does not say. */
  readonly sentAt?: number;
  /** Aborts when the caller no longer waits for the response. */
  readonly signal: AbortSignal;
}

export interface WebhookReplies {
  /**
   * Returns the parts for the response to this user, in order, as soon as there are any for this
   * message, and at most 12 s after the request arrived: none if the answer takes longer. They are
   * stored as `sending`; their delivery reports show whether they arrived.
   */
  collect(asker: ReplyTarget, caller: Caller): Promise<readonly OpenPart[]>;
  /** Ends all present and future waiting. */
  close(): void;
}

/** Creates the waiting of webhooks for the answers that their responses carry. */
export function createWebhookReplies(deps: WebhookReplyDeps): WebhookReplies {
  const { store, events, clock, log } = deps;
  const pollMs = store.isShared ? POLL_MS : Infinity;
  const listeners = new Map<number, Set<() => void>>();
  let isClosed = false;

  /**
   * Subscribes; `next` resolves with the first progress, when it is time to look or the caller has
   * disconnected.
   */
  function listen(userId: number, untilMs: number, signal: AbortSignal) {
    const { promise: next, resolve } = Promise.withResolvers<void>();
    const mine = listeners.get(userId) ?? new Set();
    listeners.set(userId, mine.add(resolve));
    const cancel = clock.after(Math.max(0, untilMs), resolve);
    const hungUp = () => resolve();
    signal.addEventListener("abort", hungUp);
    const end = () => {
      cancel();
      signal.removeEventListener("abort", hungUp);
      mine.delete(resolve);
      if (mine.size === 0 && listeners.get(userId) === mine) listeners.delete(userId);
    };
    return { next, end };
  }

  events.subscribe("progressed", ({ userId }) => {
    for (const look of listeners.get(userId) ?? []) look();
    // Another process may hold the waiting response.
    return false;
  });

  return {
    collect: async (asker, { arrivedAt, signal }) => {
      const { userId, messageId } = asker;
      if (await store.hastenLookups(userId, HASTENED_AFTER_MS)) events.publish({ kind: "due" });
      const deadline = arrivedAt + TIMEOUT_MS;
      while (!signal.aborted) {
        // Computed before the look, so that no event in between is missed.
        const untilMs = Math.min(deadline - clock.now(), pollMs);
        const progress = listen(userId, untilMs, signal);
        try {
          const isFinal = isClosed || clock.now() >= deadline;
          const options = { lookUpAfterMs: FIRST_COUNTED_MS, limit: MAX_PARTS, isFinal };
          const parts = await store.claimReply(asker, options);
          if (parts !== null) {
            log.info("response ready", { message: messageId, parts: parts.length });
            return parts;
          }
          await progress.next;
        } finally {
          progress.end();
        }
      }
      log.info("response abandoned by caller", { message: messageId });
      return [];
    },
    close: () => {
      isClosed = true;
      for (const mine of listeners.values()) for (const look of mine) look();
    },
  };
}

/**
 * Receives a message, and waits for the parts that its response carries: none if `replies` is null.
 * A repeated delivery carries none: an old request must not fetch an answer again.
 */
export function receiveAndReply(
  receive: (message: InboundMessage, late?: Late) => Promise<Receipt>,
  replies: Pick<WebhookReplies, "collect"> | null,
): (
  message: InboundMessage,
  caller: Caller,
) => Promise<Receipt & { readonly reply?: readonly OpenPart[] }> {
  return async (message, caller) => {
    const received = await receive(message, lateness(caller));
    if (replies === null) return received;
    const isHeard =
      received.outcome === "queued" || (received.outcome === "discarded" && received.isNoticed);
    return isHeard ? { ...received, reply: await replies.collect(received, caller) } : received;
  };
}

function lateness({ arrivedAt, sentAt = arrivedAt }: Caller): Late | undefined {
  return arrivedAt - sentAt > LATE_MS ? { sentAt, isWhole: true } : undefined;
}
