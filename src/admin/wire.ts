/** The bodies of the admin API. The server and the page import this file, so it holds only types. */

import type { Language } from "../core/language.ts";
import type { NanoDollars, Time } from "./wire-figures.ts";

export type * from "./wire-figures.ts";

/** One page of a list: `next` is passed as `cursor` for the following one; null at its end. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Every response that is not 2xx. */
export interface ApiError {
  readonly error: string;
}

/** GET /admin/api/session */
export interface Session {
  readonly appName: string;
  readonly version: string;
  /** The owner's name or address; null for a link of the terminal and for the API's token. */
  readonly owner: string | null;
  /** The name of this sender in `Thread.takenOverBy` and in the audit. */
  readonly actor: string;
  readonly expiresAt: Time;
  /** Sent back as X-CSRF-Token with every change. */
  readonly csrfToken: string;
  readonly timezone: string;
  readonly database: "sqlite" | "postgres";
}

/** GET /admin/api/now */
export interface Now {
  readonly at: Time;
  readonly startedAt: Time;
  /** The first of these that holds. */
  readonly state: "stopping" | "storage-fault" | "degraded" | "running";
  /** 60 entries, oldest first. */
  readonly minutes: readonly Minute[];
  readonly queue: {
    readonly waitingMessages: number;
    readonly oldestWaitingAt: Time | null;
    readonly waitingParts: number;
  };
  readonly today: {
    readonly messages: number;
    readonly users: number;
    readonly spent: NanoDollars;
    /** 0 if there is none. */
    readonly budget: NanoDollars;
    readonly spentThisMonth: NanoDollars;
    readonly monthlyBudget: NanoDollars;
  };
  /** Newest first. */
  readonly problems: readonly Problem[];
  /** Users who asked for a human and were not answered by one. */
  readonly waitingForHuman: number;
  readonly pendingUsers: number;
}

/** The messages that arrived in one minute, by how their answers went. */
export interface Minute {
  readonly at: Time;
  readonly ok: number;
  /** Answered later than `SLOW_MS`. */
  readonly slow: number;
  readonly failed: number;
}

export interface Problem {
  readonly at: Time;
  readonly what: string;
  readonly remedy: string | null;
  readonly messageId: number | null;
  readonly userId: number | null;
}

/** GET /admin/api/conversations?search&cursor&limit: those who wait for a human, then the latest. */
export interface ConversationSummary {
  readonly userId: number;
  readonly name: string | null;
  readonly address: string;
  readonly channel: string;
  readonly lastAt: Time;
  readonly lastBy: Author;
  /** The name of its sender, as in `Thread.takenOverBy`; null if it is not an owner's. */
  readonly lastWrittenBy: string | null;
  /** The beginning of the last text, or the kind of the last attachment. */
  readonly preview: string;
  readonly isWaitingForHuman: boolean;
  readonly isTakenOver: boolean;
  /** The last message of the user has no answer yet, or its answer failed. */
  readonly state: "open" | "failed" | "done";
}

type Author = "user" | "bot" | "owner";

/** GET /admin/api/conversations/:userId?before&limit: the latest messages, oldest first. */
export interface Thread {
  readonly user: ConversationSummary;
  /** The time until which free text can be sent; null if the channel has no such limit. */
  readonly windowEndsAt: Time | null;
  /** The reason why nothing can be sent, as a sentence; null if it can. */
  readonly cannotSend: string | null;
  readonly takenOverBy: string | null;
  readonly entries: readonly ThreadEntry[];
  /** Passed as `before` for earlier entries; null at the beginning. */
  readonly before: string | null;
}

export interface ThreadEntry {
  /** Unique in the thread, stable between reads. */
  readonly id: string;
  readonly messageId: number;
  readonly at: Time;
  readonly by: Author;
  /** The name of its sender, as in `Thread.takenOverBy`; null if it is not an owner's. */
  readonly writtenBy: string | null;
  readonly isNotice: boolean;
  readonly text: string;
  readonly attachments: readonly ThreadFile[];
  readonly quoted: string | null;
  /** For the bot's and the owner's messages; null for the user's. */
  readonly status: DeliveryStatus | null;
  /** In our words, if it failed. */
  readonly error: string | null;
  readonly reaction: string | null;
}

export type DeliveryStatus = "held" | "sending" | "sent" | "delivered" | "read" | "failed";

export interface ThreadFile {
  readonly kind: "image" | "audio" | "video" | "document" | "sticker" | "other";
  readonly contentType: string;
  readonly name: string | null;
  /** Such as `PDF` or `Word document`. */
  readonly format: string;
  /** The number of a document's pages, slides or sheets; null if it is not known. */
  readonly pages: number | null;
  /** In bytes; null if it is not known. */
  readonly size: number | null;
  /** The path that serves its bytes; null if they are not kept. */
  readonly url: string | null;
  /** The transcript, or the text that was read from it; null if none is stored. */
  readonly readAs: string | null;
}

/** GET /admin/api/messages/:id */
export interface MessageDetail {
  readonly messageId: number;
  readonly userId: number;
  /** The same lines as `whatsapp-ai-bot explain`. */
  readonly timeline: readonly { readonly at: Time | null; readonly text: string }[];
  readonly costs: readonly {
    readonly what: string;
    readonly nanoDollars: NanoDollars;
    readonly isEstimated: boolean;
  }[];
  readonly canRetry: boolean;
}

/** POST /admin/api/messages, with an Idempotency-Key header. */
export interface SendMessage {
  /** The number in the list of users, or an address with its scheme. */
  readonly to: number | string;
  readonly text: string;
}

/** Its response, 201, or 200 for a repeated key; 409 with a sentence if the window is closed. */
export interface SentMessage {
  readonly messageId: number;
  readonly userId: number;
  readonly status: DeliveryStatus;
}

/** GET /admin/api/users?search&state&cursor&limit */
export interface UserItem {
  readonly id: number;
  readonly name: string | null;
  readonly address: string;
  readonly channel: string;
  readonly state: "admitted" | "pending" | "blocked";
  readonly isOptedOut: boolean;
  readonly messages: number;
  readonly lastWroteAt: Time | null;
  readonly spentThisMonth: NanoDollars;
}

/** GET /admin/api/users/:id; PATCH takes `UserChange`; DELETE erases; GET …/export downloads. */
export interface UserDetail extends UserItem {
  /** The user's number and id, and those that were merged into them. */
  readonly addresses: readonly string[];
  readonly spentToday: NanoDollars;
  /** Limits of their own; null where those of the settings hold. */
  readonly dailyBudget: NanoDollars | null;
  readonly monthlyBudget: NanoDollars | null;
  readonly persona: string | null;
  readonly language: string | null;
  readonly timezone: string | null;
  /** DELETE /admin/api/users/:id/facts/:fact */
  readonly facts: readonly { readonly id: number; readonly text: string; readonly at: Time }[];
  /** DELETE /admin/api/users/:id/reminders/:reminder */
  readonly reminders: readonly {
    readonly id: number;
    readonly text: string;
    readonly dueAt: Time;
    readonly repeats: string | null;
  }[];
}

/** An absent member stays as it is; null resets to the settings. */
export interface UserChange {
  readonly state?: "admitted" | "blocked";
  readonly dailyBudget?: NanoDollars | null;
  readonly monthlyBudget?: NanoDollars | null;
  readonly persona?: string | null;
  readonly language?: Language | null;
  readonly timezone?: string | null;
}

/** GET /admin/api/users/:id/merge?with=, which names the other user by number in the list or address. */
export interface MergePlan {
  readonly otherId: number;
  /** Sentences that say what the merge will do. */
  readonly lines: readonly string[];
}

/** POST /admin/api/users/:id/merge, after which `other` is gone */
export interface MergeUser {
  /** The user who becomes a part of this one. */
  readonly other: number;
}

/** POST /admin/api/users/approve */
export interface ApproveCode {
  readonly code: string;
}
