import type { Identity, InboundMessage } from "../core/message.ts";
import { isListed } from "../core/user-address.ts";
import type { RefusalReason, Standing } from "../store/people.ts";
import type { Verdict } from "../store/store.ts";
import { judgeOptOut } from "./opt-out.ts";
import type { SentencesFor } from "../text/sentences.ts";

const DAY_MS = 24 * 60 * 60_000;
/** What one person may have waiting: behind it everything they write would come too late to matter. */
const MAX_OPEN_PER_PERSON = 20;
/** More than the models answer while users wait, and still little for memory and disk. */
const MAX_OPEN_IN_ALL = 5_000;

export interface AdmissionRules {
  readonly mode: "open" | "whitelist" | "pairing";
  readonly whitelist: readonly string[];
  /** The owners' addresses: they are always let in. */
  readonly admins: readonly string[];
  readonly windowMs: number;
  /** How long a conversation may rest before the next message begins a new one. */
  readonly restMs: number;
  readonly sentencesFor: SentencesFor;
  /** How long a message waits for what follows it at once. */
  readonly settleMs: number;
}

/** Whether a message is let in, in this order: a wish for silence, rate limit, block, access, something to answer, room. */
export function admit(
  message: InboundMessage,
  standing: Standing & {
    readonly isLimited: boolean;
    /** False when we were told of it without what it says. */
    readonly isWhole: boolean;
  },
  rules: AdmissionRules,
): Verdict {
  const sentences = rules.sentencesFor(standing.language);
  const isAdmin = isListed(message.identity, rules.admins);
  const isBlocked = !standing.isActive && !isAdmin;
  const mayConfirm = !standing.isLimited && !isBlocked;
  const optOut = judgeOptOut(message, standing, { ...rules, mayConfirm });
  if (optOut !== null) return optOut;
  if (standing.isLimited) return refuse("rate-limited", sentences.slowDown, rules.windowMs);
  if (isBlocked) return { admitted: false, why: "blocked", notice: null };
  if (!isAdmin && !hasAccess(message.identity, standing, rules)) {
    return rules.mode === "pairing"
      ? refuse("not-paired", sentences.notPaired(standing.code), DAY_MS)
      : refuse("not-whitelisted", sentences.notWhitelisted, DAY_MS);
  }
  if (!standing.isWhole) return refuse("incomplete", sentences.sendAgain, rules.windowMs);
  if (isEmpty(message)) return refuse("empty", sentences.nothingToAnswer, rules.windowMs);
  if (standing.openMessages >= MAX_OPEN_PER_PERSON) {
    return refuse("too-many-open", sentences.tooManyOpen, rules.windowMs);
  }
  if (standing.openInAll >= MAX_OPEN_IN_ALL) return { admitted: false, why: "busy" };
  return { admitted: true, restMs: rules.restMs, settleMs: rules.settleMs };
}

function refuse(
  why: Exclude<RefusalReason, "blocked" | "opted-out" | "opted-in" | "keyword">,
  text: string,
  everyMs: number,
): Verdict {
  return { admitted: false, why, notice: { text, everyMs } };
}

function hasAccess(identity: Identity, standing: Standing, rules: AdmissionRules): boolean {
  if (rules.mode === "open" || standing.isWhitelisted) return true;
  return isListed(identity, rules.whitelist);
}

function isEmpty(message: InboundMessage): boolean {
  const { type, text, attachments, context = [] } = message;
  return type === "text" && text.trim() === "" && attachments.length === 0 && context.length === 0;
}
