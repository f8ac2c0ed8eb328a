import { and, asc, eq, gt, gte, sql } from "drizzle-orm";
import { first, type Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import { titleOf } from "../title-of.ts";

/**
 * Returns the conversation that a new message belongs to: the active one, or a new one when that
 * rested for longer than `restMs`.
 */
export async function continueConversation(
  transaction: Transaction,
  userId: number,
  text: string,
  restMs: number,
): Promise<number> {
  const { now } = transaction;
  const since = now - restMs;
  const current = await first(transaction, touchActive, {
    userId,
    title: titleOf(text),
    now,
    since,
  });
  if (current !== undefined) return current.id;
  await transaction.all(endActive, { userId, now });
  return beginConversation(transaction, userId, text);
}

const touchActive = statement(
  ({ orm, conversations }, given: Given<"userId" | "title" | "now" | "since">) =>
    orm
      .update(conversations)
      .set({
        updatedAt: given.now,
        title: sql`coalesce(${conversations.title}, ${given.title})`,
      })
      .where(
        and(
          eq(conversations.userId, given.userId),
          eq(conversations.isActive, true),
          gte(conversations.updatedAt, given.since),
        ),
      )
      .returning({ id: conversations.id }),
);

const endActive = statement(({ orm, conversations }, given: Given<"userId" | "now">) =>
  orm
    .update(conversations)
    .set({ isActive: false, updatedAt: given.now })
    .where(and(eq(conversations.userId, given.userId), eq(conversations.isActive, true))),
);

/** Begins a conversation that has this text's beginning for a title; returns its id. */
async function beginConversation(
  transaction: Transaction,
  userId: number,
  text: string,
): Promise<number> {
  const { now } = transaction;
  const begun = await first(transaction, insertConversation, { userId, title: titleOf(text), now });
  if (begun === undefined) throw new Error("a new conversation has no id");
  return begun.id;
}

const insertConversation = statement(
  ({ orm, conversations }, given: Given<"userId" | "title" | "now">) =>
    orm
      .insert(conversations)
      .values({
        userId: given.userId,
        title: given.title,
        createdAt: given.now,
        updatedAt: given.now,
      })
      .returning({ id: conversations.id }),
);

/** Ends a user's conversation with a message: what came after it goes into a new one. */
export async function endConversation(
  transaction: Transaction,
  userId: number,
  messageId: number,
): Promise<boolean> {
  await transaction.all(endActive, { userId, now: transaction.now });
  const next = await first(transaction, nextWaiting, { userId, messageId });
  if (next === undefined) return true;
  const conversationId = await beginConversation(transaction, userId, next.content ?? "");
  await transaction.all(moveWaiting, { userId, messageId, conversationId });
  return true;
}

const nextWaiting = statement(({ orm, messages }, given: Given<"userId" | "messageId">) =>
  orm
    .select({ content: messages.content })
    .from(messages)
    .where(
      and(
        eq(messages.userId, given.userId),
        gt(messages.id, given.messageId),
        sql`state = 'received'`,
      ),
    )
    .orderBy(asc(messages.id))
    .limit(1),
);

const moveWaiting = statement(
  ({ orm, messages }, given: Given<"userId" | "messageId" | "conversationId">) =>
    orm
      .update(messages)
      .set({ conversationId: given.conversationId })
      .where(
        and(
          eq(messages.userId, given.userId),
          gt(messages.id, given.messageId),
          sql`state = 'received'`,
        ),
      ),
);
