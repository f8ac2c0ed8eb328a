import { and, eq, isNull } from "drizzle-orm";
import { first, type Transaction } from "../driver.ts";
import { selectRows } from "../plain-statements.ts";
import { noteMissed } from "./missed-reminders.ts";
import type { Part } from "./parts.ts";
import { addMissed } from "./reminders.ts";

/**
 * Has a reminder wait for its user's next message that was refused because the last one is too old: it
 * was queued in time, and the messenger was away meanwhile. Any other part is left as it is.
 */
export async function missAgain(transaction: Transaction, part: Part): Promise<void> {
  const { userId, messageId, body, createdAt } = part;
  const reminder = await first(transaction, reminderMessage, { id: messageId });
  if (reminder === undefined) return;
  await addMissed(transaction, userId, { text: body.replace(/^⏰ /, ""), missedAt: createdAt });
  await transaction.all(noteMissed, { id: userId });
}

/** A notice that is part of the conversation reminds of something; no other does. */
const reminderMessage = selectRows("messages", ["id"], {
  by: ["id"],
  where: ({ messages }) =>
    and(eq(messages.direction, "outbound"), isNull(messages.topic), isNull(messages.writtenBy)),
});
