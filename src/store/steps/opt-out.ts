import { and, sql } from "drizzle-orm";
import { first, type Reader, type Transaction } from "../driver.ts";
import { selectRows, updateRows } from "../plain-statements.ts";

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
  await transaction.all(keepOptOut, { id: userId, optedOutAt: wish === "stop" ? now : null, now });
  if (wish === "start") return;
  await transaction.all(dropParts, { userId, now });
  await transaction.all(dropWaiting, { userId, now });
  await transaction.all(endAnswered, { userId, now });
}

const keepOptOut = updateRows("users", ["optedOutAt", "now"], { by: ["id"] });

const dropParts = updateRows("deliveries", ["now"], {
  set: { state: "dead" },
  by: ["userId"],
  where: sql`state in ('pending', 'held')`,
});

// Like any other refused message it keeps no content.
const dropWaiting = updateRows("messages", ["now"], {
  set: {
    state: "discarded",
    content: null,
    draft: null,
    context: null,
    location: null,
    raw: null,
    errorMessage: "opted-out",
  },
  by: ["userId"],
  where: sql`state = 'received'`,
});

/** Ends the answered messages of a user of which no part is open. */
export const endAnswered = updateRows("messages", ["now"], {
  set: { state: "done", isProcessed: true },
  by: ["userId"],
  where: ({ messages }) =>
    and(
      sql`state = 'answered'`,
      sql`not exists (select 1 from deliveries where deliveries.message_id = ${messages.id}
          and deliveries.state in ('pending', 'sending'))`,
    ),
});

export async function isSilent(reader: Reader, userId: number): Promise<boolean> {
  return (await first(reader, silent, { id: userId })) !== undefined;
}

const silent = selectRows("users", ["id"], { by: ["id"], where: sql`opted_out_at is not null` });
