import type { Lane } from "../core/lane.ts";
import {
  type ActualPrice,
  type ChargeSum,
  isNearMoney,
  isWithinMoney,
  type MoneyBudget,
  type NewCharge,
  type SpentMoney,
} from "./charges.ts";
import type { Turn } from "./turn.ts";

/** The steps for money that are not part of another step; a part of `Store`. */
export interface SpendingStore {
  /**
   * Reserves the most that a call other than to the model may cost. A turn has one reservation at a
   * time: an earlier one stays spent. Returns null if the lane is lost.
   */
  reserveTokens(lane: Lane, turn: Turn, budget: Budget): Promise<Reserved | null>;
  /**
   * Reserves what so many messages may cost, for a reply that no model call has reserved them for. False,
   * and nothing is reserved, if that would pass a budget. Null when the lane is lost.
   */
  reserveReply(lane: Lane, turn: Turn, messages: number): Promise<boolean | null>;
  /**
   * Replaces the reservation with the actual cost. With null the tokens stay spent; without charges
   * all the reserved money is charged as an estimate.
   */
  settleTokens(
    lane: Lane,
    turn: Turn,
    tokens: number | null,
    charges?: readonly NewCharge[],
  ): Promise<boolean>;
  /**
   * Counts a picture that is about to be made for a user on a day. Returns false, and counts nothing,
   * if `limit` are counted already; 0 is no limit.
   */
  countPicture(userId: number, day: string, limit: number): Promise<boolean>;
  /** Takes back the count of a picture that was not made. */
  uncountPicture(userId: number, day: string): Promise<void>;
  /**
   * Gives back what is reserved for parts of which nothing was heard for so long. Returns how many: `limit`
   * when there may be more.
   */
  releaseReserved(olderThanMs: number, limit: number): Promise<number>;
  /**
   * Puts what messages really cost in the place of what was charged for them, each once: a new charge
   * of the difference, on the day of the first. Returns how many were corrected.
   */
  correctCharges(prices: readonly ActualPrice[]): Promise<number>;
  /** The id of the newest charge, 0 if there is none. */
  newestCharge(): Promise<number>;
  /** Sums up the charges of a span of ids. */
  sumCharges(span: { readonly after: number; readonly upTo: number }): Promise<ChargeSum[]>;
  /**
   * Returns the money that a user has spent in a day and its month, in nano-dollars, including
   * reservations.
   */
  moneySpent(userId: number, day: string): Promise<SpentMoney>;
}

/** The most that a call may cost, and the limits of its day; 0 is no limit. */
export interface Budget {
  readonly day: string;
  readonly tokens: number;
  readonly dailyLimit: number;
  readonly dailyLimitPerUser: number;
  /** Limits in money; no money is reserved if absent. */
  readonly money?: MoneyBudget;
}

export interface ModelCall {
  readonly voidBefore: number;
  /** The oldest message of the history in the prompt; null keeps the stored value. */
  readonly historyFrom: number | null;
  readonly budget: Budget;
  /** Used in its place if that would pass a limit: what the call may cost without its paid tools. */
  readonly lesser?: Budget | undefined;
}

export type ModelCallStart =
  | {
      readonly outcome: "begun";
      readonly firstCallAt: number;
      /** True if four fifths of the money of a day or month are spent. */
      readonly isNearBudget?: boolean;
      /** True if only the lesser budget is reserved. */
      readonly isLesser?: boolean;
    }
  /** The call must not be made; `again` if this user already exceeded a limit on that day. */
  | { readonly outcome: "over-limit" | "over-limit-again" };

export type Reserved = "reserved" | "over-limit" | "over-limit-again";

type Refused = Exclude<Reserved, "reserved">;

/** The usage of one user on a day. */
export interface Spent {
  readonly tokens: number;
  /** The number of examined attachments. */
  readonly media: number;
  /** The number of pictures that were made. */
  readonly pictures: number;
  /** True if the user was notified of a limit on that day. */
  readonly isNoticed: boolean;
}

export const NOTHING_SPENT: Spent = { tokens: 0, media: 0, pictures: 0, isNoticed: false };

/** The usage of one user, and of all users, on a day and in its month. */
export interface SpentSums {
  readonly mine: SpentMoney & { readonly tokens: number; readonly isNoticed: boolean };
  readonly all: SpentMoney & { readonly tokens: number };
}

/**
 * Decides whether a call stays within the limits of a day and its month, given the usage so far.
 */
export function judgeSpending(budget: Budget, { mine, all }: SpentSums): Judgement {
  const { tokens, dailyLimit, dailyLimitPerUser, money } = budget;
  const isOver = (limit: number, spent: number) => limit > 0 && spent + tokens > limit;
  const isRefused =
    isOver(dailyLimitPerUser, mine.tokens) ||
    isOver(dailyLimit, all.tokens) ||
    (money !== undefined && !isWithinMoney(money, mine, all));
  const isNearBudget = money !== undefined && isNearMoney(money, all);
  if (!isRefused) return { refused: null, isNearBudget };
  return { refused: mine.isNoticed ? "over-limit-again" : "over-limit", isNearBudget };
}

export interface Judgement {
  readonly refused: Refused | null;
  readonly isNearBudget: boolean;
}
