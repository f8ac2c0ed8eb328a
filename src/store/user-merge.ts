import type { Tables } from "./tables.ts";

export interface MergePair {
  /** The user whose settings hold where both have one. */
  readonly keep: number;
  readonly other: number;
}

export interface MergeOptions {
  /** True if the settings admit either of the two. */
  readonly isAdmitted: boolean;
  readonly by: string;
}

export interface MergePreview {
  readonly keep: MergedUser;
  readonly other: MergedUser;
  /** The settings of both together. */
  readonly settings: SharedSettings;
  /** The number of the other's facts for which there is no room. */
  readonly lostFacts: number;
  /** The address that reminders and notices go to. */
  readonly lastAddress: string;
}

export interface MergedUser extends SharedSettings {
  readonly userId: number;
  readonly name: string | null;
  readonly addresses: readonly string[];
  /** The number of messages of both sides. */
  readonly messages: number;
  readonly facts: number;
  readonly reminders: number;
  /** The number of messages without an answer. */
  readonly waiting: number;
}

/** The settings of a user that hold for all addresses. */
export type SharedSettings = Pick<Tables["users"]["$inferSelect"], (typeof SHARED)[number]>;

export const SHARED = [
  "isWhitelisted",
  "isActive",
  "optedOutAt",
  "isMemoryOn",
  "isIncognito",
  "takenOverBy",
  "language",
  "persona",
  "timeZone",
  "voiceReplies",
  "dailyBudget",
  "monthlyBudget",
] as const;

export type MergeOutcome =
  | { readonly outcome: "merged" }
  /** One of them does not exist, or both are one. */
  | { readonly outcome: "unknown" }
  /** A message to one of them may have been sent at this moment. */
  | { readonly outcome: "being-sent" }
  /** Each was taken over by another owner. */
  | { readonly outcome: "held-by-two" };
