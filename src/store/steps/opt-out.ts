import { and, eq, sql } from "drizzle-orm";
import { first, type Reader, type Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";

/**
 * Stores that a user opted out, or in again. An opt-out also drops all answers and parts that wait:
 * the lane is locked, so that nothing is added meanwhile.
 */
export async function setOptOut(
  transaction: Transaction,
  userId: number,
  wish: "stop" | "start",
): Promise<void> {
  const { now } = transaction;
  await transaction.all(keepOptOut, { userId, at: wish === "stop" ? now : null, now });
  if (wish === "start") return;
  await transaction.all(dropParts, { userId, now });
  await transaction.all(dropWaiting, { userId, now });
  await transaction.all(endAnswered, { userId, now });
}

const keepOptOut = statement(({ orm, users }, given: Given<"userId" | "at" | "now">) =>
  orm
    .update(users)
    .set({ optedOutAt: given.at, updatedAt: given.now })
    .where(eq(users.id, given.userId)),
);

const dropParts = statement(({ orm, deliveries }, given: Given<"userId" | "now">) =>
  orm
    .update(deliveries)
    .set({ state: "dead", updatedAt: given.now })
    .where(and(eq(deliveries.userId, given.userId), sql`state in ('pending', 'held')`)),
);

// Like any other refused message it keeps no content.
const dropWaiting = statement(({ orm, messages }, given: Given<"userId" | "now">) =>
  orm
    .update(messages)
    .set({
      state: "discarded",
      content: null,
      draft: null,
      context: null,
      location: null,
      raw: null,
      errorMessage: "opted-out",
      updatedAt: given.now,
    })
    .where(and(eq(messages.userId, given.userId), sql`state = 'received'`)),
);

/** Ends the answered messages of a user of which no part is open. */
export const endAnswered = statement(({ orm, messages }, given: Given<"userId" | "now">) =>
  orm
    .update(messages)
    .set({ state: "done", isProcessed: true, updatedAt: given.now })
    .where(
      and(
        eq(messages.userId, given.userId),
        sql`state = 'answered'`,
        sql`not exists (select 1 from deliveries where deliveries.message_id = ${messages.id}
          and deliveries.state in ('pending', 'sending'))`,
      ),
    ),
);

/** Returns whether a user opted out of messages. */
export async function isSilent(reader: Reader, userId: number): Promise<boolean> {
  return (await first(reader, silent, { userId })) !== undefined;
}

const silent = statement(({ orm, users }, given: Given<"userId">) =>
  orm
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, given.userId), sql`opted_out_at is not null`)),
);
