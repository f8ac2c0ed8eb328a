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

/** Money, as far as it is not a part of another step; a part of `Store`. */
export interface SpendingStore {
  /**
   * Reserves what something other than a model call may cost. A turn has one reservation at a time:
   * what an earlier one reserved stays spent. Null when the lane is lost.
   */
  reserveTokens(lane: Lane, turn: Turn, budget: Budget): Promise<Reserved | null>;
  /**
   * Reserves what so many messages may cost, for a reply that no model call has reserved them for. False,
   * and nothing is reserved, if that would pass a budget. Null when the lane is lost.
   */
  reserveReply(lane: Lane, turn: Turn, messages: number): Promise<boolean | null>;
  /**
   * Puts what it did cost in the place of what was reserved. Null leaves the tokens spent, and without
   * charges all the money that was reserved is charged as estimated.
   */
  settleTokens(
    lane: Lane,
    turn: Turn,
    tokens: number | null,
    charges?: readonly NewCharge[],
  ): Promise<boolean>;
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
  /** The money that a day, and its month, have cost a user: in nano-dollars, what is reserved included. */
  moneySpent(userId: number, day: string): Promise<SpentMoney>;
}

/** What a call may cost at most, and what a day may; 0 is no limit. */
export interface Budget {
  readonly day: string;
  readonly tokens: number;
  readonly dailyLimit: number;
  readonly dailyLimitPerUser: number;
  /** In money; without it no money is reserved. */
  readonly money?: MoneyBudget;
}

export interface ModelCall {
  readonly voidBefore: number;
  /** The oldest message that goes along; null leaves what was noted before. */
  readonly historyFrom: number | null;
  readonly budget: Budget;
}

export type ModelCallStart =
  | {
      readonly outcome: "begun";
      readonly firstCallAt: number;
      /** Whether four fifths of the money of a day or month are spent. */
      readonly isNearBudget?: boolean;
    }
  /** There must be no call; `again` when this user was over a limit on that day before. */
  | { readonly outcome: "over-limit" | "over-limit-again" };

export type Reserved = "reserved" | "over-limit" | "over-limit-again";

type Refused = Exclude<Reserved, "reserved">;

/** What one user has spent on a day. */
export interface Spent {
  readonly tokens: number;
  /** Attachments that were looked at. */
  readonly media: number;
  /** Whether they have met a limit on that day. */
  readonly isNoticed: boolean;
}

export const NOTHING_SPENT: Spent = { tokens: 0, media: 0, isNoticed: false };

/** What a user, and all, have spent on a day and in its month. */
export interface SpentSums {
  readonly mine: SpentMoney & { readonly tokens: number; readonly isNoticed: boolean };
  readonly all: SpentMoney & { readonly tokens: number };
}

/** Whether a call stays within the limits of a day, and of its month, on which so much was spent. */
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
