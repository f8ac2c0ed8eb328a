import { and, desc, eq, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { first, type Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import { affordMessages, reserveParts } from "./afford.ts";
import { releaseHeld } from "./parts.ts";

/**
 * Has the next held parts of a user's newest answer before a message sent, and returns how many; none if
 * they would pass a budget. Of a merged user it is the newest one at the address of the message.
 */
export async function sendHeld(
  transaction: Transaction,
  before: { readonly userId: number; readonly firstId: number },
  maxParts: number,
): Promise<number> {
  const { userId } = before;
  const newest = await first(transaction, newestAnswered, before);
  if (newest === undefined) return 0;
  const messageId = newest.id;
  const held = await first(transaction, countHeld, { messageId });
  const parts = Math.min(held?.total ?? 0, maxParts);
  const price = parts === 0 ? null : await affordMessages(transaction, userId, parts);
  if (price === null) return 0;
  await reserveParts(transaction, { messageId, userId }, price);
  return releaseHeld(transaction, messageId, parts);
}

const newestAnswered = statement(({ orm, messages }, given: Given<"userId" | "firstId">) =>
  orm
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.userId, given.userId),
        lt(messages.id, given.firstId),
        isNotNull(messages.aiResponse),
        isNull(messages.topic),
        sql`${messages.replyTo} is not distinct from (select asked.reply_to from messages as asked
          where asked.id = ${given.firstId})`,
      ),
    )
    .orderBy(desc(messages.id))
    .limit(1),
);

const countHeld = statement(({ orm, deliveries }, given: Given<"messageId">) =>
  orm
    .select({ total: sql`count(*)`.mapWith(Number) })
    .from(deliveries)
    .where(and(eq(deliveries.messageId, given.messageId), sql`state = 'held'`)),
);
