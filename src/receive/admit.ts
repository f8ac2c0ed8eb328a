import type { Identity, InboundMessage } from "../core/message.ts";
import type { RefusalReason, Standing, Verdict } from "../store/store.ts";
import { sentences } from "../text/sentences.ts";

const DAY_MS = 24 * 60 * 60_000;
/** What one person may have waiting: behind it everything they write would come too late to matter. */
const MAX_OPEN_PER_PERSON = 20;
/** More than the models answer while Twilio's users wait, and still little for memory and disk. */
const MAX_OPEN_IN_ALL = 5_000;

export interface AdmissionRules {
  /** Identities with their scheme; nobody in it means that everybody is admitted. */
  readonly whitelist: ReadonlySet<string>;
  readonly windowMs: number;
  /** How long a conversation may rest before the next message begins a new one. */
  readonly restMs: number;
  /** How long a message waits for what follows it at once. */
  readonly settleMs: number;
}

/** Whether a message is let in, in this order: rate limit, block, whitelist, something to answer, room. */
export function admit(
  message: InboundMessage,
  standing: Standing & {
    readonly isLimited: boolean;
    /** False when we were told of it without what it says. */
    readonly isWhole: boolean;
  },
  rules: AdmissionRules,
): Verdict {
  if (standing.isLimited) return refuse("rate-limited", sentences.slowDown, rules.windowMs);
  if (!standing.isActive) return { admitted: false, why: "blocked", notice: null };
  if (!standing.isWhitelisted && !isListed(message.identity, rules.whitelist)) {
    return refuse("not-whitelisted", sentences.notWhitelisted, DAY_MS);
  }
  if (!standing.isWhole) return refuse("incomplete", sentences.sendAgain, rules.windowMs);
  if (isEmpty(message)) return refuse("empty", sentences.nothingToAnswer, rules.windowMs);
  if (standing.openMessages >= MAX_OPEN_PER_PERSON) {
    return refuse("too-many-open", sentences.tooManyOpen, rules.windowMs);
  }
  if (standing.openInAll >= MAX_OPEN_IN_ALL) return { admitted: false, why: "busy" };
  return { admitted: true, restMs: rules.restMs, settleMs: rules.settleMs };
}

function refuse(why: Exclude<RefusalReason, "blocked">, text: string, everyMs: number): Verdict {
  return { admitted: false, why, notice: { text, everyMs } };
}

function isListed(identity: Identity, whitelist: ReadonlySet<string>): boolean {
  if (whitelist.size === 0) return true;
  return [identity.phoneNumber, identity.externalUserId].some(
    (known) => known !== null && whitelist.has(known),
  );
}

function isEmpty(message: InboundMessage): boolean {
  return message.type === "text" && message.text.trim() === "" && message.attachments.length === 0;
}
