import type { AdminAccessStore } from "./admin-access.ts";
import type { AdminFigureStore } from "./admin-figures.ts";
import type { CostGroup, CostsBy, MessageCharge, SpentMoney } from "./charges.ts";
import type { ConversationReads } from "./conversation-reads.ts";
import type { ExportStore } from "./export.ts";
import type { KnowledgeReads } from "./knowledge.ts";
import type { MessageType } from "../core/message.ts";
import type { DeliveryState, MessageState } from "./states.ts";
import type { TakeOverSteps } from "./take-over.ts";
import type { UserAdminSteps } from "./user-admin.ts";
import type { UserMergeSteps } from "./user-merge.ts";
import type { ToolCallState } from "./tool-calls.ts";

/**
 * The reads and changes of the owner's command line, with or without a running server. A read sees
 * one consistent state; each change is one short transaction, fenced against the work of the
 * server, and leaves its row in the record of changes, with `by` as its sender. Never migrates and never takes the instance lock. Throws `TransientError` while the
 * database cannot be used.
 */
export interface AdminStore
  extends
    ExportStore,
    KnowledgeReads,
    ConversationReads,
    TakeOverSteps,
    UserAdminSteps,
    UserMergeSteps,
    AdminAccessStore,
    AdminFigureStore {
  /** Returns every user who wrote or was given permissions, the latest to write first. */
  users(): Promise<UserSummary[]>;
  findUser(who: UserRef): Promise<UserSummary | null>;
  /** Admits or blocks a user; an address that never wrote becomes known. */
  setPermissions(address: string, standing: Permissions, by: string): Promise<UserSummary>;
  /** The money that a day, and its month, have cost a user: in nano-dollars, what is reserved included. */
  moneySpent(userId: number, day: string): Promise<SpentMoney>;
  /**
   * Deletes a user with all messages and answers, at once; their ids stay known as seen. In SQLite's
   * files the bytes are overwritten, in PostgreSQL's when their space is used again. Returns false if
   * there is no such user.
   */
  eraseUser(userId: number, by: string): Promise<boolean>;
  /** Returns the last `limit` messages of both sides and our notices, oldest first. */
  conversation(userId: number, limit: number): Promise<Said[]>;
  /** Returns the message with this sid or id, or the one that a part with this sid belongs to. */
  timelineOf(message: string): Promise<MessageTimeline | null>;
  /** Returns the charges for a message and its answer, in order. */
  chargesOf(messageId: number): Promise<MessageCharge[]>;
  /** Returns the charges since a day, such as `2026-11-01`. */
  costsSince(day: string, by: CostsBy): Promise<CostGroup[]>;
  /** The first day since then on which anything was charged; null if nothing was. */
  firstChargeSince(day: string): Promise<string | null>;
  /** Queues a message again that was given up or not delivered: the server finds it within a second. */
  retry(messageId: number, by: string): Promise<RetryOutcome>;
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
  /** True if the user wrote STOP, and no START since. */
  readonly isOptedOut: boolean;
  /** Limits of their own, in nano-dollars, 0 for none; null where those of the settings hold. */
  readonly dailyBudget: number | null;
  readonly monthlyBudget: number | null;
  /** The number of admitted messages. */
  readonly messages: number;
  readonly refused: number;
  /** The time of the latest message, or null if the user never wrote. */
  readonly lastWroteAt: number | null;
}

export interface Said {
  readonly at: number;
  readonly by: "user" | "bot" | "owner";
  readonly messageId: number;
  readonly type: MessageType;
  readonly text: string;
  /** True for a notice outside the conversation, which the model never sees. */
  readonly isNotice: boolean;
}

/** The stored facts about one message; times in milliseconds UTC. */
export interface MessageTimeline {
  readonly id: number;
  readonly sid: string | null;
  readonly userId: number;
  /** True for a notice or a reminder, which answers nothing. */
  readonly isOurs: boolean;
  readonly type: MessageType;
  /** The length of the text in UTF-16 units; the text itself is not included. */
  readonly textLength: number;
  readonly attachments: number;
  readonly state: MessageState;
  readonly receivedAt: number;
  readonly firstCallAt: number | null;
  readonly failures: number;
  readonly starts: number;
  /** The time at which an open message is tried again. */
  readonly dueAt: number;
  /** The message whose answer covers this one, if it is another. */
  readonly answeredBy: number | null;
  readonly model: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly cachedTokens: number | null;
  /** The reason why it was refused, postponed or given up, in our own words. */
  readonly error: string | null;
  /** The calls of tools for its answer, in their order. */
  readonly toolCalls: readonly ToolCallTimeline[];
  readonly parts: readonly PartTimeline[];
}

export interface ToolCallTimeline {
  readonly name: string;
  /** `started` if no end of it is known. */
  readonly state: ToolCallState;
  readonly startedAt: number;
  readonly finishedAt: number | null;
}

export interface PartTimeline {
  readonly part: number;
  readonly sid: string | null;
  readonly state: DeliveryState;
  /** The length of its text or caption. */
  readonly length: number;
  /** The content type of its file; null if it has none, or none any more. */
  readonly file: string | null;
  /** True if it had a file, which is no longer kept. */
  readonly isFileGone: boolean;
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
  | {
      readonly outcome: "unknown" | "under-way" | "nothing-to-retry" | "being-sent" | "taken-over";
    };
