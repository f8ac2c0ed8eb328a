import type { ReplyPart } from "../core/reply-part.ts";
import type { DeliveryState } from "./states.ts";

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
