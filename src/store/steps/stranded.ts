import { gt } from "drizzle-orm";
import { call, type Transaction } from "../driver.ts";
import { updateRows } from "../plain-statements.ts";
import type { Given } from "../statement.ts";

/** Longer than a job or an event ever waits: a later time is that of a clock that was set back since. */
const LONGEST_WAIT_MS = 25 * 60 * 60_000;

export async function makeStrandedDue(transaction: Transaction): Promise<void> {
  const { now } = transaction;
  const values = { runAt: now, latest: now + LONGEST_WAIT_MS };
  await transaction.together(call(hastenJobs, values), call(hastenEvents, values));
}

const hastenJobs = updateRows("jobs", ["runAt"], {
  where: ({ jobs }, given: Given<"latest">) => gt(jobs.runAt, given.latest),
});

const hastenEvents = updateRows("webhookEvents", ["runAt"], {
  where: ({ webhookEvents }, given: Given<"latest">) => gt(webhookEvents.runAt, given.latest),
});
