import type { Identity } from "../core/message.ts";
import type { Schedule } from "../core/recurrence.ts";
import type { ReplyPart } from "../core/reply-part.ts";
import type { Row } from "./row.ts";

export interface Reminder {
  readonly id: number;
  /** Names it to its user, from 1. */
  readonly number: number;
  readonly text: string;
  /** Null if it is due at one moment, whatever the user's clock shows. */
  readonly schedule: Schedule | null;
  /** Milliseconds UTC; null if it is not due again and only waits for the user's next message. */
  readonly dueAt: number | null;
  /** The last time it was due without being sent; null if it waits for no message. */
  readonly missedAt: number | null;
}

/** For each user. */
export const MAX_REMINDERS = 100;

/** A change to a user's reminders that is stored with an answer; moments are milliseconds UTC. */
export type ReminderEffect =
  | ({ readonly kind: "set-reminder" } & NewReminder)
  | ({ readonly kind: "change-reminder"; readonly id: number } & NewReminder)
  | { readonly kind: "cancel-reminders"; readonly ids: readonly number[] }
  /** Reminders keep their local times. */
  | { readonly kind: "set-time-zone"; readonly timeZone: string };

interface NewReminder {
  readonly text: string;
  readonly schedule: Schedule | null;
  readonly dueAt: number;
  /** The zone of its local time, which becomes the user's unless they have one. */
  readonly timeZone: string | null;
}

export interface DueReminder {
  readonly text: string;
  /** The last time at which it was due, if there were several. */
  readonly dueAt: number;
}

/** The user who is reminded, as the store knows them at that moment. */
export interface RemindedUser extends Pick<
  Row<"users">,
  "language" | "timeZone" | "isWhitelisted" | "isActive"
> {
  readonly identity: Identity;
  /** The address of the user and the one that answers. */
  readonly to: string;
  readonly from: string | null;
  readonly isOptedOut: boolean;
  /** The time of their last message; null if none is stored. */
  readonly lastWroteAt: number | null;
  /** The moment, by the store's own clock. */
  readonly now: number;
}

/** Composes the messages that remind a user: at least one. */
export type ComposeReminders = (
  user: RemindedUser,
  due: readonly DueReminder[],
) => readonly ReplyPart[];

/**
 * The fate of due reminders: they are sent, wait for the user's next message, or are left out this time.
 */
export type ReminderDecision =
  | { readonly kind: "send"; readonly parts: readonly ReplyPart[] }
  | { readonly kind: "wait" }
  | { readonly kind: "skip" };

export interface QueueOptions {
  readonly maxDueLanes: number;
  /** The zone of users whose own is not known; UTC by default. */
  readonly timezone?: string;
  decide(user: RemindedUser, due: readonly DueReminder[]): ReminderDecision;
}
