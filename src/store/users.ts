import type { Identity } from "../core/message.ts";
import type { VoiceReplies } from "../core/voice-replies.ts";
import type { UserBudget } from "./charges.ts";

export interface Preferences {
  readonly language?: string | null;
  readonly persona?: string | null;
  readonly isMemoryOn?: boolean;
  readonly isIncognito?: boolean;
  readonly voiceReplies?: VoiceReplies | null;
}

export interface Usage {
  readonly messages: number;
  readonly tokens: number;
}

/** Identifies a user by the code that an owner was given, or by address. */
export type UserKey = { readonly code: string } | { readonly address: string };

export type Access = "allowed" | "blocked";

/** A text in the language of its reader. */
export type Line = (language: string | null) => string;

export interface KnownUser {
  readonly identity: Identity;
  /** The address that answers are sent to. */
  readonly address: string;
  readonly name: string | null;
}

export interface BudgetedUser extends KnownUser {
  readonly userId: number;
  readonly budget: UserBudget;
}

/** The arrival times of a user's messages, oldest first. */
export interface Arrivals {
  readonly admitted: readonly number[];
  readonly refused: readonly number[];
}

/** The state of a user at the arrival of a message. */
export interface SenderState {
  readonly isWhitelisted: boolean;
  readonly isActive: boolean;
  /** True if this user wrote STOP, and no START since. */
  readonly isOptedOut: boolean;
  /** The topic of the last answered message, if that was outside the conversation. */
  readonly topic: string | null;
  /** Messages without an answer. */
  readonly openMessages: number;
  /**
   * The number of messages of all users without an answer, counted no further than the limit for
   * admission.
   */
  readonly openInAll: number;
  readonly language: string | null;
  /** Identifies this user to an owner: short and unique. */
  readonly code: string;
  /**
   * Milliseconds between each other message of the user and this one, the oldest first, within the
   * requested window before and after it.
   */
  readonly arrivals: Arrivals;
}

export type RefusalReason =
  | "rate-limited"
  | "not-whitelisted"
  | "not-paired"
  | "blocked"
  /** The message is an opt-out, or comes from a user who opted out. */
  | "opted-out"
  /** The message is an opt-in. */
  | "opted-in"
  /** The messenger answered it itself. */
  | "keyword"
  | "empty"
  | "too-many-open"
  | "incomplete";
