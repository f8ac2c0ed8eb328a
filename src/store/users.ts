import type { Lane } from "../core/lane.ts";
import type { Identity, UserMove } from "../core/message.ts";
import type { VoiceReplies } from "../core/voice-replies.ts";
import type { BudgetChange, UserBudget } from "./charges.ts";
import type { Turn } from "./turn.ts";

/** The steps that concern a user rather than the answer to one message; a part of `Store`. */
export interface UserStore {
  /** Stores this user's choices; null returns to the default. */
  setPreferences(lane: Lane, chosen: Preferences): Promise<boolean>;
  /** Ends the conversation with this message: later ones go into a new one. */
  endConversation(lane: Lane, messageId: number): Promise<boolean>;
  /**
   * Returns the number of messages that this user sent since a time, and the usage of their
   * answers.
   */
  usageSince(turn: Turn, since: number): Promise<Usage>;
  /**
   * Erases what is known of this user and all that they sent before this message, which is emptied
   * and answered with `confirmation`. The messenger's copies of their attachments become jobs, and what
   * was charged stays without its user.
   */
  forget(lane: Lane, messageId: number, confirmation: string): Promise<boolean>;
  /**
   * Deletes the messages that `forget` had to keep until its confirmation was sent. Returns how
   * many: `limit` if there may be more.
   */
  deleteForgotten(limit: number): Promise<number>;

  findUser(who: UserKey): Promise<KnownUser | null>;
  /**
   * Allows or blocks a user, and notifies them with `line` if that is a change. An address that
   * never wrote is stored until it does. Returns null if no user has that code.
   */
  setAccess(who: UserKey, access: Access, line: Line | null, by: string): Promise<KnownUser | null>;
  /**
   * Moves a user to the number or id that the messenger says is theirs now, and joins a row that was
   * created for it meanwhile. Returns the user's id; null if no user has the previous identity.
   */
  moveUser(move: UserMove): Promise<number | null>;
  /** Changes limits of a user's own, and returns the user with all of them; null if there is none. */
  setBudget(who: UserKey, change: BudgetChange, by: string): Promise<BudgetedUser | null>;
  /**
   * Queues a notice to an address, unless one with the same topic was queued there within
   * `everyMs`, or its user opted out; returns whether it did.
   */
  notify(address: string, line: Line, about: { topic: string; everyMs: number }): Promise<boolean>;
  /** Notes that this user asks for a human, until an owner writes to them or marks it. */
  askForHuman(lane: Lane): Promise<boolean>;
  /** Returns whether a delivery report with this nonce or sid is about an answer, not a notice. */
  isAnswer(report: { readonly nonce: string | null; readonly sid: string }): Promise<boolean>;
}

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
