import type { Publisher } from "../core/event-bus.ts";
import type { InboundMessage } from "../core/message.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { canonicalAddress } from "../core/user-address.ts";
import type { ComposeReminders } from "../store/reminders.ts";
import type { StateMark } from "../store/maintenance.ts";
import type { Receipt } from "../store/receipt.ts";
import type { Store } from "../store/store.ts";
import type { Arrivals } from "../store/users.ts";
import type { SentencesFor } from "../text/sentences.ts";
import { admit, type AdmissionRules } from "./admit.ts";
import { optOutWish } from "./opt-out.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";

const HOUR_MS = 60 * 60_000;

interface ReceiveSettings {
  readonly accessMode: AdmissionRules["mode"];
  readonly whitelistedUsers: readonly string[];
  readonly adminUsers: readonly string[];
  readonly rateLimitMessages: number;
  readonly rateLimitWindowSeconds: number;
  readonly conversationIdleHours: number;
  readonly burstMode: "merge" | "separate";
  readonly messageSettleMs: number;
}

export interface ReceiveDeps {
  readonly store: Pick<Store, "receive">;
  readonly settings: ReceiveSettings;
  readonly sentencesFor: SentencesFor;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  /** Receives an event for all new work after its commit. */
  readonly events: Publisher;
  /** Composes what a user is still to be reminded of; null if no user is. */
  readonly remind: ComposeReminders | null;
  /**
   * Returns whether a message is outside the conversation, and so never answered together with
   * another.
   */
  isCommand(message: InboundMessage): boolean;
}

/** The facts about a message that is received long after it was sent. */
interface Late {
  /** By our clock. */
  readonly sentAt: number;
  /** False if only the message's existence is known, not its content. */
  readonly isWhole: boolean;
}

/** `mark` is stored together with the message, unless that is `busy` or `ignored`. */
export type Receive = (
  message: InboundMessage,
  late?: Late,
  mark?: StateMark | null,
) => Promise<Receipt>;

/**
 * Returns the function that receives messages: each is judged and stored in one transaction, and
 * its promise resolves once that is on disk. Messages of one user are received one at a time, so
 * that two at once cannot both pass as the last within the limit.
 */
export function createReceiver(deps: ReceiveDeps): Receive {
  const rateLimit = createRateLimit(() => paceOf(deps.settings));
  const lastOf = new Map<string, Promise<unknown>>();
  return async (message, late, mark = null) => {
    const userKey = message.identity.externalUserId ?? canonicalAddress(message.from);
    const previous = lastOf.get(userKey) ?? Promise.resolve();
    const received = previous.then(() =>
      receiveMessage(message, { late, mark }, { ...deps, rateLimit, rules: rulesOf(deps) }),
    );
    const settled = received.catch(() => null);
    lastOf.set(userKey, settled);
    try {
      return await received;
    } finally {
      if (lastOf.get(userKey) === settled) lastOf.delete(userKey);
    }
  };
}

function paceOf(settings: ReceiveSettings): {
  readonly maxMessages: number;
  readonly windowMs: number;
} {
  return {
    maxMessages: settings.rateLimitMessages,
    windowMs: settings.rateLimitWindowSeconds * 1_000,
  };
}

/** Returns the rules as the settings are at this moment. */
function rulesOf({ settings, sentencesFor, remind }: ReceiveDeps) {
  return {
    mode: settings.accessMode,
    whitelist: settings.whitelistedUsers,
    admins: settings.adminUsers,
    sentencesFor,
    windowMs: paceOf(settings).windowMs,
    restMs: settings.conversationIdleHours * HOUR_MS,
    settleMs: settings.burstMode === "merge" ? settings.messageSettleMs : 0,
    remind,
  };
}

async function receiveMessage(
  message: InboundMessage,
  { late, mark }: { readonly late: Late | undefined; readonly mark: StateMark | null },
  deps: ReceiveDeps & { readonly rateLimit: RateLimit; readonly rules: AdmissionRules },
): Promise<Receipt> {
  const { store, events, rateLimit, rules, clock, log } = deps;
  const now = clock.now();
  // A user who floods can still opt out.
  const wish = optOutWish(message);
  if (late === undefined && wish !== "stop" && rateLimit.isFlooding(message.identity, now)) {
    log.debug("message ignored: flood", { sid: message.sid });
    return { outcome: "ignored" };
  }
  const isWhole = late?.isWhole ?? true;
  const ageMs = late === undefined ? 0 : Math.max(0, now - late.sentAt);
  let arrivals: Arrivals | null = null;
  const receipt = await store.receive(
    message,
    (standing) => {
      arrivals = standing.arrivals;
      const pace = rateLimit.paceOf(arrivals);
      const isChange = wish !== null && standing.isOptedOut !== (wish === "stop");
      if (pace === "flooding" && !isChange) return { admitted: false, why: "ignored" };
      return admit(message, { ...standing, isLimited: pace !== "free", isWhole }, rules);
    },
    ageMs,
    rules.windowMs,
    deps.settings.rateLimitMessages,
    mark,
  );
  if (arrivals !== null && late === undefined) rateLimit.learn(message.identity, arrivals, now);
  if (receipt.outcome === "duplicate") {
    log.info("duplicate message ignored", { sid: message.sid });
    return receipt;
  }
  if (receipt.outcome === "busy") {
    log.error("message refused: queue full", { sid: message.sid });
    return receipt;
  }
  if (receipt.outcome === "ignored") {
    log.debug("message ignored: flood", { sid: message.sid });
    return receipt;
  }
  // By our own clock, like everything it is compared with.
  rateLimit.count(message.identity, now - ageMs);
  log.info(`message ${receipt.outcome}`, {
    sid: message.sid,
    message: receipt.messageId,
    type: message.type,
    ...(receipt.outcome === "discarded" && { why: receipt.why }),
  });
  const { userId, messageId } = receipt;
  if (receipt.outcome === "queued") {
    events.publish({ kind: "received", userId, messageId, isCommand: deps.isCommand(message) });
    events.publish({ kind: "due", afterMs: rules.settleMs });
  } else if (receipt.outcome === "taken-over") {
    // An owner answers; attachments are still to be read.
    events.publish({ kind: "progressed", userId });
    if (message.attachments.length > 0) events.publish({ kind: "due" });
  } else if (receipt.why === "opted-out") {
    // An answer in flight is no longer wanted.
    events.publish({ kind: "received", userId, messageId, isCommand: false });
    events.publish({ kind: "due" });
  } else if (receipt.isNoticed) {
    events.publish({ kind: "due" });
  }
  return receipt;
}
