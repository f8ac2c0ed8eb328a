import type { Lane } from "../core/lane.ts";
import type { Identity } from "../core/message.ts";
import type { Turn } from "./turn.ts";

/** The steps that concern a user rather than the answer to one message; a part of `Store`. */
export interface UserStore {
  /** Stores what this user chose; null returns to the default. */
  setPreferences(lane: Lane, chosen: Preferences): Promise<boolean>;
  /** Ends the conversation with this message: what came after it goes into a new one. */
  endConversation(lane: Lane, messageId: number): Promise<boolean>;
  /** What this user sent, and what answering them took, since a moment. */
  usageSince(turn: Turn, since: number): Promise<Usage>;
  /**
   * Erases what is known of this user and all that they sent before this message, which is emptied
   * and answered with `confirmation`. The messenger's copies of their attachments become jobs, and what
   * was charged stays without its user.
   */
  forget(lane: Lane, messageId: number, confirmation: string): Promise<boolean>;
  /** Deletes what `forget` had to leave until it was sent. Returns how many: `limit` when there may be more. */
  deleteForgotten(limit: number): Promise<number>;

  findUser(who: UserKey): Promise<KnownUser | null>;
  /**
   * Lets a user in or keeps them out, and tells them so with `line` when that is news. An address
   * that never wrote is kept until it does. Returns null if no user has that code.
   */
  setAccess(who: UserKey, access: Access, line: Line | null): Promise<KnownUser | null>;
  /**
   * Queues a line of ours to an address, unless one about the same topic was queued there within
   * `everyMs`, or its user asked for silence; whether it did.
   */
  notify(address: string, line: Line, about: { topic: string; everyMs: number }): Promise<boolean>;
  /** Whether a delivery report with this nonce or sid is about an answer of ours, not a notice. */
  isAnswer(report: { readonly nonce: string | null; readonly sid: string }): Promise<boolean>;
}

export interface Preferences {
  readonly language?: string | null;
  readonly persona?: string | null;
  readonly isMemoryOn?: boolean;
  readonly isIncognito?: boolean;
}

export interface Usage {
  readonly messages: number;
  readonly tokens: number;
}

/** A user by the code that an owner was given, or by address. */
export type UserKey = { readonly code: string } | { readonly address: string };

export type Access = "allowed" | "blocked";

/** A text in the language of its reader. */
export type Line = (language: string | null) => string;

export interface KnownUser {
  readonly identity: Identity;
  /** Where they are answered. */
  readonly address: string;
  readonly name: string | null;
}

/** When a user's messages arrived, oldest first. */
export interface Arrivals {
  readonly admitted: readonly number[];
  readonly refused: readonly number[];
}

/** What the store knows of a user when a message of theirs comes in. */
export interface SenderState {
  readonly isWhitelisted: boolean;
  readonly isActive: boolean;
  /** Whether this user wrote STOP, and no START since. */
  readonly isOptedOut: boolean;
  /** What the last message that was answered was about, when it was no part of a conversation. */
  readonly topic: string | null;
  /** Messages without an answer. */
  readonly openMessages: number;
  /** The same of all users, counted no further than where nothing is let in. */
  readonly openInAll: number;
  readonly language: string | null;
  /** Names this user to an owner: short, and theirs alone. */
  readonly code: string;
  /**
   * How many milliseconds before this message their others came, the oldest first and as far as the
   * window that was asked for reaches, also behind it.
   */
  readonly arrivals: Arrivals;
}

export type RefusalReason =
  | "rate-limited"
  | "not-whitelisted"
  | "not-paired"
  | "blocked"
  /** The message ends or is met by a silence that the user asked for. */
  | "opted-out"
  /** The message ends that silence. */
  | "opted-in"
  /** The messenger answered it by itself. */
  | "keyword"
  | "empty"
  | "too-many-open"
  | "incomplete";
