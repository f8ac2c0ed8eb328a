import type { Fact } from "./facts.ts";
import type { Reminder } from "./reminders.ts";
import type { Access, KnownUser, Line, UserKey } from "./users.ts";

/** The reads and changes of single users for their owner; a part of `AdminStore`. */
export interface UserAdminSteps {
  /** Returns users behind a place in the list, the latest to be active first. */
  usersPage(options: UsersPage): Promise<ListedUser[]>;
  /** Returns one user as the list shows them; null if there is none. */
  listedUser(userId: number, month: string): Promise<ListedUser | null>;
  /** Changes what is stated, at once; null resets it. Returns false if there is no such user. */
  changeUser(userId: number, change: UserSettings, by: string): Promise<boolean>;
  /** Allows or blocks a user by code or address, and notifies them with `line` if that is a change. */
  setAccess(who: UserKey, access: Access, line: Line | null, by: string): Promise<KnownUser | null>;
  factsOf(userId: number): Promise<Fact[]>;
  /** Returns false if the user has no such fact. */
  deleteFact(userId: number, factId: number, by: string): Promise<boolean>;
  remindersOf(userId: number): Promise<Reminder[]>;
  /** Returns false if the user has no such reminder. */
  deleteReminder(userId: number, reminderId: number, by: string): Promise<boolean>;
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

export interface ListedUser {
  readonly id: number;
  readonly phoneNumber: string | null;
  readonly externalUserId: string | null;
  readonly name: string | null;
  /** The user's address, and ours that they wrote to last. */
  readonly to: string;
  readonly from: string | null;
  readonly isWhitelisted: boolean;
  readonly isActive: boolean;
  readonly isOptedOut: boolean;
  readonly persona: string | null;
  readonly language: string | null;
  readonly timeZone: string | null;
  readonly dailyBudget: number | null;
  readonly monthlyBudget: number | null;
  /** The number of messages of both sides. */
  readonly messages: number;
  readonly lastWroteAt: number | null;
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
