import type { Lane } from "../core/lane.ts";
import type { Turn } from "./turn.ts";

/** Money, as far as it is not a part of another step; a part of `Store`. */
export interface SpendingStore {
  /**
   * Reserves what something other than a model call may cost. A turn has one reservation at a time:
   * what an earlier one reserved stays spent. Null when the lane is lost.
   */
  reserveTokens(lane: Lane, turn: Turn, budget: Budget): Promise<Reserved | null>;
  /** Puts what it did cost in the place of what was reserved; null leaves it spent. */
  settleTokens(lane: Lane, turn: Turn, tokens: number | null): Promise<boolean>;
}

/** What a call may cost at most, and what a day may; 0 is no limit. */
export interface Budget {
  readonly day: string;
  readonly tokens: number;
  readonly dailyLimit: number;
  readonly dailyLimitPerUser: number;
}

export interface ModelCall {
  readonly voidBefore: number;
  /** The oldest message that goes along; null leaves what was noted before. */
  readonly historyFrom: number | null;
  readonly budget: Budget;
}

export type ModelCallStart =
  | { readonly outcome: "begun"; readonly firstCallAt: number }
  /** There must be no call; `again` when this user was over a limit on that day before. */
  | { readonly outcome: "over-limit" | "over-limit-again" };

export type Reserved = "reserved" | "over-limit" | "over-limit-again";

/** What one user has spent on a day. */
export interface Spent {
  readonly tokens: number;
  /** Attachments that were looked at. */
  readonly media: number;
  /** Whether they have met a limit on that day. */
  readonly isNoticed: boolean;
}

export const NOTHING_SPENT: Spent = { tokens: 0, media: 0, isNoticed: false };

/** Whether a call that may cost `tokens` stays within the limits of a day on which so much was spent. */
export function judgeSpending(
  { tokens, dailyLimit, dailyLimitPerUser }: Budget,
  mine: Spent,
  everybodysTokens: number,
): Reserved {
  const isOver = (limit: number, spent: number) => limit > 0 && spent + tokens > limit;
  if (!isOver(dailyLimitPerUser, mine.tokens) && !isOver(dailyLimit, everybodysTokens)) {
    return "reserved";
  }
  return mine.isNoticed ? "over-limit-again" : "over-limit";
}
