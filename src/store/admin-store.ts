import type { CostGroup, CostsBy, MessageCharge } from "./charges.ts";
import type { MessageType } from "../core/message.ts";

/**
 * What the owner reads and changes from the command line, while the server runs or without one. A read
 * sees one consistent state; each change is one short transaction, which the server's own work is
 * fenced against. Never migrates and never takes the instance lock. Throws `TransientError` while the
 * database cannot be used.
 */
export interface AdminStore {
  /** Returns every user who wrote or was given permissions, the latest to write first. */
  users(): Promise<UserSummary[]>;
  findUser(who: UserRef): Promise<UserSummary | null>;
  /** Admits or blocks a user; an address that never wrote becomes known. */
  setPermissions(address: string, standing: Permissions): Promise<UserSummary>;
  /**
   * Deletes a user with all messages and answers, at once; their ids stay known as seen. In SQLite's
   * files the bytes are overwritten, in PostgreSQL's when their space is used again. Returns false if
   * there is no such user.
   */
  eraseUser(userId: number): Promise<boolean>;
  /** Returns the last `limit` messages of both sides and our notices, oldest first. */
  conversation(userId: number, limit: number): Promise<Said[]>;
  /** Returns the message with this sid or id, or the one that a part with this sid belongs to. */
  timelineOf(message: string): Promise<MessageTimeline | null>;
  /** What a message and its answer were charged, in order. */
  chargesOf(messageId: number): Promise<MessageCharge[]>;
  /** What was charged since a day, such as `2026-11-01`. */
  costsSince(day: string, by: CostsBy): Promise<CostGroup[]>;
  /** Queues a message again that was given up or not delivered: the server finds it within a second. */
  retry(messageId: number): Promise<RetryOutcome>;
  close(): Promise<void>;
}

/** A user by the number in `users list`, or by an address with its scheme. */
export type UserRef = number | string;

export interface Permissions {
  readonly isWhitelisted: boolean;
  readonly isActive: boolean;
}

export interface UserSummary extends Permissions {
  readonly id: number;
  readonly phoneNumber: string | null;
  readonly externalUserId: string | null;
  readonly name: string | null;
  /** Whether they wrote STOP, and no START since. */
  readonly isOptedOut: boolean;
  /** Messages of theirs that were let in. */
  readonly messages: number;
  readonly refused: number;
  /** When they last wrote, or null when they never did. */
  readonly lastWroteAt: number | null;
}

export interface Said {
  readonly at: number;
  readonly by: "user" | "bot";
  readonly messageId: number;
  readonly type: MessageType;
  readonly text: string;
  /** Whether it is a notice of ours outside the conversation, which the model never sees. */
  readonly isNotice: boolean;
}

export type MessageState = "received" | "answered" | "done" | "dead" | "discarded";
export type DeliveryState =
  /** Part of a long answer that waits until its user asks for more. */
  | "held"
  | "pending"
  | "sending"
  | "accepted"
  | "sent"
  | "delivered"
  | "read"
  | "failed"
  | "unknown"
  | "dead";

/** Everything that is known of one message; times in milliseconds UTC. */
export interface MessageTimeline {
  readonly id: number;
  readonly sid: string | null;
  readonly userId: number;
  /** Whether it is a notice or a reminder, which answers nothing. */
  readonly isOurs: boolean;
  readonly type: MessageType;
  /** Of the text, in UTF-16 units; the text itself is not told. */
  readonly textLength: number;
  readonly attachments: number;
  readonly state: MessageState;
  readonly receivedAt: number;
  readonly firstCallAt: number | null;
  readonly failures: number;
  readonly starts: number;
  /** When an open message is tried again. */
  readonly dueAt: number;
  /** The message whose answer covers this one, when it is another. */
  readonly answeredBy: number | null;
  readonly model: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly cachedTokens: number | null;
  /** Why it was refused, postponed or given up, in our own words. */
  readonly error: string | null;
  readonly parts: readonly PartTimeline[];
}

export interface PartTimeline {
  readonly part: number;
  readonly sid: string | null;
  readonly state: DeliveryState;
  /** Of its text or caption. */
  readonly length: number;
  /** The content type of its file; null if it sends none. */
  readonly file: string | null;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly changedAt: number;
  readonly dueAt: number;
  readonly failures: number;
  readonly lookups: number;
  /** The messenger's own code. */
  readonly errorCode: string | null;
  readonly error: string | null;
}

export type RetryOutcome =
  | { readonly outcome: "answer-again" | "send-again" }
  | { readonly outcome: "unknown" | "under-way" | "nothing-to-retry" | "being-sent" };

export interface Totals {
  readonly users: number;
  readonly messages: number;
  /** Without an answer, or with an answer that is not on its way yet. */
  readonly open: number;
  readonly dead: number;
}
