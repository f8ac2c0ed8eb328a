import { and, eq, lt, notExists, type SQL as Expression, sql } from "drizzle-orm";
import type { Lane } from "../store.ts";
import type { Transaction } from "./connection.ts";
import { queueRemovals } from "./jobs.ts";
import { queueParts } from "./parts.ts";
import { endConversation } from "./preferences.ts";
import { deleteOver, removeMessages } from "./retention.ts";
import { conversations, messages, users } from "./schema.ts";

/** Of the message that asked to be forgotten with all before it: to be deleted once answered. */
const FORGOTTEN = "forgotten";

export async function forget(
  transaction: Transaction,
  lane: Lane,
  messageId: number,
  confirmation: string,
): Promise<boolean> {
  const { orm, now } = transaction;
  const { userId } = lane;
  const emptied = await orm
    .update(messages)
    .set({
      state: "answered",
      content: null,
      raw: null,
      quotedSid: null,
      conversationId: null,
      answeredBy: messageId,
      topic: FORGOTTEN,
      updatedAt: now,
    })
    .where(and(eq(messages.id, messageId), eq(messages.userId, userId), sql`state = 'received'`))
    .returning({ id: messages.id });
  if (emptied.length === 0) return false;
  // What came after it was acknowledged too, and is answered without what was said before.
  await endConversation(transaction, lane, messageId);
  await eraseMessages(transaction, and(eq(messages.userId, userId), lt(messages.id, messageId)));
  const isEmpty = notExists(
    orm.select().from(messages).where(eq(messages.conversationId, conversations.id)),
  );
  await orm.delete(conversations).where(and(eq(conversations.userId, userId), isEmpty));
  await orm
    .update(users)
    .set({ whatsappName: null, language: null, persona: null, welcomedAt: null, updatedAt: now })
    .where(eq(users.id, userId));
  await queueParts(transaction, { messageId, userId }, [confirmation]);
  return true;
}

/**
 * Deletes messages with all that hangs on them, and asks for the messenger's copies to be removed.
 * Their sids stay known as seen, so that neither a replay nor Twilio's list brings them back.
 */
export async function eraseMessages(
  transaction: Transaction,
  which: Expression | undefined,
): Promise<void> {
  await queueRemovals(transaction, which);
  await removeMessages(transaction, which);
}

export function deleteForgotten(transaction: Transaction, limit: number): Promise<number> {
  // Literal, so that its partial index is found.
  return deleteOver(transaction, sql`${messages.topic} = 'forgotten'`, limit);
}
