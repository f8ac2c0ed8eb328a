import { and, asc, count, eq, gt, gte, ne, sql, sum } from "drizzle-orm";
import type { Preferences, Usage } from "../people.ts";
import type { Lane, Turn } from "../store.ts";
import type { Connection, Transaction } from "./connection.ts";
import { beginConversation } from "./conversations.ts";
import { conversations, messages, users } from "./schema.ts";

export async function setPreferences(
  { orm, now }: Transaction,
  lane: Lane,
  chosen: Preferences,
): Promise<boolean> {
  await orm
    .update(users)
    .set({ ...chosen, updatedAt: now })
    .where(eq(users.id, lane.userId));
  return true;
}

export async function endConversation(
  transaction: Transaction,
  { userId }: Lane,
  messageId: number,
): Promise<boolean> {
  const { orm, now } = transaction;
  await orm
    .update(conversations)
    .set({ isActive: false, updatedAt: now })
    .where(eq(conversations.userId, userId));
  const later = and(
    eq(messages.userId, userId),
    gt(messages.id, messageId),
    sql`state = 'received'`,
  );
  const [first] = await orm
    .select({ content: messages.content })
    .from(messages)
    .where(later)
    .orderBy(asc(messages.id))
    .limit(1);
  if (first === undefined) return true;
  const conversationId = await beginConversation(transaction, userId, first.content ?? "");
  await orm.update(messages).set({ conversationId }).where(later);
  return true;
}

export async function usageSince({ orm }: Connection, turn: Turn, since: number): Promise<Usage> {
  const [used] = await orm
    .select({ messages: count(), tokens: sum(messages.totalTokens).mapWith(Number) })
    .from(messages)
    .where(
      and(
        eq(messages.userId, turn.userId),
        eq(messages.direction, "inbound"),
        ne(messages.state, "discarded"),
        gte(messages.createdAt, since),
      ),
    );
  return { messages: used?.messages ?? 0, tokens: used?.tokens ?? 0 };
}
