import type { Budget } from "./store.ts";

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
