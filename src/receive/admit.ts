import type { Identity, InboundMessage } from "../core/message.ts";
import type { Standing, Verdict } from "../store/store.ts";
import { sentences } from "../text/sentences.ts";

const DAY_MS = 24 * 60 * 60_000;

export interface AdmissionRules {
  /** Identities with their scheme; nobody in it means that everybody is admitted. */
  readonly whitelist: ReadonlySet<string>;
  readonly windowMs: number;
  /** How long a conversation may rest before the next message begins a new one. */
  readonly restMs: number;
  /** How long a message waits for what follows it at once. */
  readonly settleMs: number;
}

/** Whether a message is let in, in this order: rate limit, block, whitelist, something to answer. */
export function admit(
  message: InboundMessage,
  standing: Standing & { readonly isLimited: boolean },
  rules: AdmissionRules,
): Verdict {
  if (standing.isLimited) return refuse("rate-limited", sentences.slowDown, rules.windowMs);
  if (!standing.isActive) return { admitted: false, why: "blocked", notice: null };
  if (!standing.isWhitelisted && !isListed(message.identity, rules.whitelist)) {
    return refuse("not-whitelisted", sentences.notWhitelisted, DAY_MS);
  }
  if (isEmpty(message)) return refuse("empty", sentences.nothingToAnswer, rules.windowMs);
  return { admitted: true, restMs: rules.restMs, settleMs: rules.settleMs };
}

function refuse(
  why: "rate-limited" | "not-whitelisted" | "empty",
  text: string,
  everyMs: number,
): Verdict {
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
