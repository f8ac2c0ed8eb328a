import type { CommandHandler } from "./command.ts";
import { startOf } from "../../core/calendar.ts";

/** Tells how many messages were sent and tokens spent, today and this month. */
export const showUsage: CommandHandler = async (
  { turn, sentences },
  { store, clock, timezone },
) => {
  const now = clock.now();
  const today = await store.usageSince(turn, startOf("day", now, timezone));
  const month = await store.usageSince(turn, startOf("month", now, timezone));
  return sentences.usage(today, month);
};
