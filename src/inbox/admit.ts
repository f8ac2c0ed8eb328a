import type { Identity, InboundMessage } from "../core/message.ts";
import { isListed } from "../core/user-address.ts";
import type { RefusalReason, SenderState } from "../store/users.ts";
import type { Verdict } from "../store/store.ts";
import { judgeOptOut } from "./opt-out.ts";
import type { SentencesFor } from "../text/sentences.ts";

const DAY_MS = 24 * 60 * 60_000;
/**
 * The maximum number of open messages of one user: answers behind it would come too late to be
 * useful.
 */
const MAX_OPEN_PER_USER = 20;
/** More than models can answer in time, and still little for memory and disk. */
const MAX_OPEN_IN_ALL = 5_000;

export interface AdmissionRules {
  readonly mode: "open" | "whitelist" | "pairing";
  readonly whitelist: readonly string[];
  /** The owners' addresses, which are always admitted. */
  readonly admins: readonly string[];
  readonly windowMs: number;
  /** A conversation that was idle for longer ends: the next message begins a new one. */
  readonly restMs: number;
  readonly sentencesFor: SentencesFor;
  /** The time for which a message waits for further messages right after it. */
  readonly settleMs: number;
}

/**
 * Decides whether a message is admitted, in this order: opt-out, rate limit, block, access,
 * something to answer, capacity.
 */
export function admit(
  message: InboundMessage,
  standing: SenderState & {
    readonly isLimited: boolean;
    /** False if only the message's existence is known, not its content. */
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
  if (standing.openMessages >= MAX_OPEN_PER_USER) {
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

function hasAccess(identity: Identity, standing: SenderState, rules: AdmissionRules): boolean {
  if (rules.mode === "open" || standing.isWhitelisted) return true;
  return isListed(identity, rules.whitelist);
}

function isEmpty(message: InboundMessage): boolean {
  const { type, text, attachments, context = [] } = message;
  return type === "text" && text.trim() === "" && attachments.length === 0 && context.length === 0;
}
