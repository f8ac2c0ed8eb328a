import { type AccessRules, accessOf } from "../core/access.ts";
import type { InboundMessage } from "../core/message.ts";
import type { ComposeReminders } from "../store/reminders.ts";
import type { RefusalReason, SenderState } from "../store/users.ts";
import type { Verdict } from "../store/receipt.ts";
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

export interface AdmissionRules extends AccessRules {
  readonly windowMs: number;
  /** A conversation that was idle for longer ends: the next message begins a new one. */
  readonly restMs: number;
  readonly sentencesFor: SentencesFor;
  /** The time for which a message waits for further messages right after it. */
  readonly settleMs: number;
  /** Composes what the user is still to be reminded of; null if no user is. */
  readonly remind: ComposeReminders | null;
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
  const { identity } = message;
  const access = accessOf({ ...standing, identity }, rules);
  const isBlocked = access === "blocked";
  const mayConfirm = !standing.isLimited && !isBlocked;
  const optOut = judgeOptOut(message, standing, { ...rules, mayConfirm });
  if (optOut !== null) return optOut;
  if (standing.isLimited) return refuse("rate-limited", sentences.slowDown, rules.windowMs);
  if (isBlocked) return { admitted: false, why: "blocked", notice: null };
  if (access === "stranger") {
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
  const { restMs, settleMs, remind } = rules;
  return { admitted: true, restMs, settleMs, ...(remind !== null && { remind }) };
}

function refuse(
  why: Exclude<RefusalReason, "blocked" | "opted-out" | "opted-in" | "keyword">,
  text: string,
  everyMs: number,
): Verdict {
  return { admitted: false, why, notice: { text, everyMs } };
}

/** A character that a phone shows: not the blank of Braille, which is sent as an empty message. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

function isEmpty(message: InboundMessage): boolean {
  const { type, text, attachments, context = [] } = message;
  return type === "text" && !VISIBLE.test(text) && attachments.length === 0 && context.length === 0;
}
