import type { Row } from "./row.ts";

/** A user by the number in `users list`, or by an address with its scheme. */
export type UserRef = number | string;

export type Permissions = Pick<Row<"users">, "isWhitelisted" | "isActive">;

interface UserFacts extends Permissions {
  readonly id: number;
  readonly phoneNumber: string | null;
  readonly externalUserId: string | null;
  readonly name: string | null;
  /** True if the user wrote STOP, and no START since. */
  readonly isOptedOut: boolean;
  /** Limits of their own, in nano-dollars, 0 for none; null where those of the settings hold. */
  readonly dailyBudget: number | null;
  readonly monthlyBudget: number | null;
  /** The time of the latest message, or null if the user never wrote. */
  readonly lastWroteAt: number | null;
}

export interface UserSummary extends UserFacts {
  /** The number of admitted messages. */
  readonly messages: number;
  readonly refused: number;
}

export interface UsersPage {
  /** A part of a name or an address; null for all. */
  readonly search: string | null;
  readonly state: "admitted" | "pending" | "blocked" | null;
  /** True if everyone who is not blocked is admitted. */
  readonly isOpen: boolean;
  /** The addresses that the settings admit, in every spelling. */
  readonly listed: readonly string[];
  /** The owners' addresses, in every spelling: these are never blocked. */
  readonly admins: readonly string[];
  readonly after: { readonly lastAt: number; readonly userId: number } | null;
  readonly limit: number;
  /** Such as `2026-11`. */
  readonly month: string;
}

export interface ListedUser extends UserFacts {
  /** The user's address, and ours that they wrote to last. */
  readonly to: string;
  readonly from: string | null;
  readonly persona: string | null;
  readonly language: string | null;
  readonly timeZone: string | null;
  /** The number of messages of both sides. */
  readonly messages: number;
  /** The time of the latest message of either side; 0 if there is none. */
  readonly lastAt: number;
  readonly spentThisMonth: number;
}

export interface UserSettings {
  readonly isWhitelisted?: boolean;
  readonly isActive?: boolean;
  readonly daily?: bigint | null;
  readonly monthly?: bigint | null;
  readonly persona?: string | null;
  readonly language?: string | null;
  readonly timeZone?: string | null;
}
