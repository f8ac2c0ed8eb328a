import type { ReplyPart } from "../core/reply-part.ts";
import type { DeliveryState } from "./states.ts";

/** The steps in which an owner answers a user in place of the bot; a part of `AdminStore`. */
export interface TakeOverSteps {
  /**
   * Silences the bot for a user: open messages count as answered by the owner, an answer that is
   * being made is never stored, and parts of answers that are not being sent yet are held. An owner
   * who has the conversation keeps it unless `isForced`.
   */
  takeOver(userId: number, owner: { by: string; isForced: boolean }): Promise<TakeOverOutcome>;
  /**
   * Lets the bot answer the user's next message. Returns false if no owner had the conversation or
   * there is no such user.
   */
  handBack(userId: number, by: string): Promise<boolean>;
  /** Notes that a user no longer waits for a human; false if they did not wait. */
  endHumanRequest(userId: number, by: string): Promise<boolean>;
  /**
   * Queues a message of an owner or a program, which is part of the conversation. `decide` judges
   * with the user's lane locked. A `requestKey` that was used before returns its first result.
   */
  writeMessage(message: NewMessage, decide: (user: Recipient) => Writing): Promise<Written>;
}

export type TakeOverOutcome =
  | { readonly outcome: "taken" }
  /** Another owner has it. */
  | { readonly outcome: "held"; readonly by: string }
  | { readonly outcome: "unknown" };

export interface NewMessage {
  /** The number of the user, or an address with its scheme. */
  readonly to: number | string;
  readonly text: string;
  /** The owner or the program, as the audit names it. */
  readonly by: string;
  readonly requestKey: string | null;
  /** True if an owner writes in the conversation, which another owner may have. */
  readonly isOwner: boolean;
}

/** The facts about a user that decide whether something can be sent to them. */
export interface Recipient {
  readonly userId: number;
  /** The user's address, and ours that they wrote to last. */
  readonly to: string;
  readonly from: string | null;
  readonly lastWroteAt: number | null;
  /** By the store's clock. */
  readonly now: number;
}

/** The parts to send, or why there can be none, in a sentence. */
export type Writing = { readonly parts: readonly ReplyPart[] } | { readonly cannot: string };

export type Written =
  | {
      readonly outcome: "queued" | "repeated";
      readonly messageId: number;
      readonly userId: number;
      /** The state of its last part. */
      readonly state: DeliveryState;
    }
  | { readonly outcome: "unknown-user" }
  | { readonly outcome: "opted-out" | "blocked" | "over-budget" | "key-reused" }
  | { readonly outcome: "held"; readonly by: string }
  | { readonly outcome: "cannot"; readonly why: string };
