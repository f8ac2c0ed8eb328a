import type { Overview } from "./maintenance.ts";
import type { Tables } from "./tables.ts";

/** The messages that arrived in one minute, by how their answers went. */
interface MinuteFigures {
  /** The whole minutes since `from`. */
  readonly minute: number;
  readonly total: number;
  readonly slow: number;
  readonly failed: number;
}

/** A message that was given up, a part that was not delivered, or an alert to the owners. */
export interface StoredProblem {
  readonly at: number;
  readonly kind: "message" | "part" | "alert";
  readonly messageId: number;
  readonly userId: number;
  /** Of a message or a part, as it is stored; the topic of an alert. */
  readonly error: string | null;
  /** The messenger's own code, of a part. */
  readonly errorCode: string | null;
}

/** The last message in and out of a channel. */
export interface LastTraffic {
  readonly receivedAt: number | null;
  readonly sentAt: number | null;
}

/** The figures of the page's overview; a part of `AdminStore`. */
export interface AdminFigureStore {
  overview(): Promise<Overview>;
  /** Counts the messages since `from` for each minute; an answer begun later than `slowMs` is slow. */
  minutesSince(from: number, slowMs: number): Promise<MinuteFigures[]>;
  /** Returns the latest problems since then, the latest first; alerts are those to these users. */
  problemsSince(since: number, limit: number, owners: readonly number[]): Promise<StoredProblem[]>;
  /** Counts the messages since then, and their users. */
  messagesSince(since: number): Promise<{ readonly messages: number; readonly users: number }>;
  /** The money that a day, and its month, have cost: in nano-dollars, what is reserved included. */
  spentOnDay(day: string): Promise<{ readonly day: bigint; readonly month: bigint }>;
  /** Counts the users whose last message was refused because no owner has allowed them yet. */
  pendingUsers(): Promise<number>;
  /** Returns when an address of ours last received and sent a message. */
  lastTraffic(ours: string): Promise<LastTraffic>;
  /** Returns the first charge with this id or a greater one; null if there is none. */
  chargeFrom(id: number): Promise<{ readonly id: number; readonly day: string } | null>;
  /** Returns the charges after the one with this id, in their order. */
  chargesAfter(id: number, limit: number): Promise<StoredCharge[]>;
  /** Returns the names of these users, or their addresses where they have none. */
  namesOf(ids: readonly number[]): Promise<{ readonly id: number; readonly name: string }[]>;
  /**
   * Returns the users of messages and parts newer than a place, and of recent parts whose state has
   * changed since, and the place where the next look begins.
   */
  changesAfter(
    place: ChangePlace,
  ): Promise<{ readonly userIds: number[]; readonly place: ChangePlace }>;
  /** Returns the settings that were changed at the page, by their names in the environment. */
  storedSettings(): Promise<Record<string, string>>;
  /** Stores the value of a setting; null deletes it. */
  storeSetting(name: string, value: string | null, by: string): Promise<void>;
}

/** A charge as it is summed; amounts in nano-dollars. */
export type StoredCharge = Omit<Tables["charges"]["$inferSelect"], "key" | "messageId" | "units">;

/** The newest message and the newest part; null before the first look. */
export interface ChangePlace {
  readonly messageId: number | null;
  readonly partId: number | null;
  /** By the database's clock. */
  readonly at: number | null;
}
