import { isNearMoney, isWithinMoney, type MoneyBudget, type SpentMoney } from "./charges.ts";

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
