import type { InboundMessage } from "../core/message.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { canonicalAddress } from "../core/user-address.ts";
import type { Arrived } from "../store/news.ts";
import type { Receipt, Store } from "../store/store.ts";
import type { Arrivals } from "../store/people.ts";
import { admit, type AdmissionRules } from "./admit.ts";
import { optOutWish } from "./opt-out.ts";
import type { RateLimit } from "./rate-limit.ts";

export interface ReceiveDeps {
  readonly store: Pick<Store, "receive">;
  readonly rateLimit: RateLimit;
  readonly rules: AdmissionRules;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  /** Called after the commit of anything that has to be worked on, with the message that waits. */
  wake(arrived?: Arrived): void;
  /** Whether a message is no part of a conversation, and so of no answer to another. */
  isCommand(message: InboundMessage): boolean;
}

/** What is known of a message that is taken in long after it was sent. */
interface Late {
  /** By our clock. */
  readonly sentAt: number;
  /** False when we are told of it without what it says. */
  readonly isWhole: boolean;
}

export type Receive = (message: InboundMessage, late?: Late) => Promise<Receipt>;

/**
 * Returns the function that takes messages in: each is judged and stored in one transaction, and
 * its promise resolves once that is on disk. Messages of one person are taken one at a time, so
 * that two at once cannot both pass as the last within the limit.
 */
export function createReceiver(deps: ReceiveDeps): Receive {
  const lastOf = new Map<string, Promise<unknown>>();
  return async (message, late) => {
    const person = message.identity.externalUserId ?? canonicalAddress(message.from);
    const previous = lastOf.get(person) ?? Promise.resolve();
    const received = previous.then(() => receiveMessage(message, late, deps));
    const settled = received.catch(() => null);
    lastOf.set(person, settled);
    try {
      return await received;
    } finally {
      if (lastOf.get(person) === settled) lastOf.delete(person);
    }
  };
}

async function receiveMessage(
  message: InboundMessage,
  late: Late | undefined,
  deps: ReceiveDeps,
): Promise<Receipt> {
  const { store, rateLimit, rules, clock, log } = deps;
  const now = clock.now();
  // A flood must not keep its sender from ending it.
  const wish = optOutWish(message);
  if (late === undefined && wish !== "stop" && rateLimit.isFlooding(message.identity, now)) {
    log.debug("message ignored: flood", { sid: message.sid });
    return { outcome: "ignored" };
  }
  const isWhole = late?.isWhole ?? true;
  const ageMs = late === undefined ? 0 : Math.max(0, now - late.sentAt);
  let told: Arrivals | null = null;
  const receipt = await store.receive(
    message,
    (standing) => {
      told = standing.arrivals;
      const pace = rateLimit.paceOf(told);
      const isNews = wish !== null && standing.isOptedOut !== (wish === "stop");
      if (pace === "flooding" && !isNews) return { admitted: false, why: "ignored" };
      return admit(message, { ...standing, isLimited: pace !== "free", isWhole }, rules);
    },
    ageMs,
    rules.windowMs,
  );
  if (told !== null && late === undefined) rateLimit.learn(message.identity, told, now);
  if (receipt.outcome === "duplicate") {
    log.info("message seen before", { sid: message.sid });
    return receipt;
  }
  if (receipt.outcome === "busy") {
    log.error("message turned away: too many are waiting", { sid: message.sid });
    return receipt;
  }
  if (receipt.outcome === "ignored") {
    log.debug("message ignored: flood", { sid: message.sid });
    return receipt;
  }
  // By our own clock, like everything that it is held against.
  rateLimit.count(message.identity, now - ageMs);
  log.info(`message ${receipt.outcome}`, {
    sid: message.sid,
    message: receipt.messageId,
    type: message.type,
    ...(receipt.outcome === "discarded" && { why: receipt.why }),
  });
  if (receipt.outcome === "queued") {
    const { userId, messageId } = receipt;
    deps.wake({ userId, messageId, isCommand: deps.isCommand(message) });
  } else if (receipt.why === "opted-out") {
    // An answer that is just being made is not wanted any more.
    deps.wake({ userId: receipt.userId, messageId: receipt.messageId, isCommand: false });
  } else if (receipt.isNoticed) deps.wake();
  return receipt;
}
