import { and, count, eq, gt, gte, inArray, ne, sql, sum } from "drizzle-orm";
import type { Preferences, Usage } from "../people.ts";
import type { Lane, Turn } from "../store.ts";
import type { Connection } from "./connection.ts";
import { holdsLane } from "./lanes.ts";
import { beginConversation } from "./conversations.ts";
import { conversations, messages, users } from "./schema.ts";

export function setPreferences(connection: Connection, lane: Lane, chosen: Preferences): boolean {
  if (!holdsLane(connection, lane)) return false;
  const { orm, now } = connection;
  orm
    .update(users)
    .set({ ...chosen, updatedAt: now() })
    .where(eq(users.id, lane.userId))
    .run();
  return true;
}

export function endConversation(connection: Connection, lane: Lane, messageId: number): boolean {
  if (!holdsLane(connection, lane)) return false;
  const { orm, now } = connection;
  orm
    .update(conversations)
    .set({ isActive: false, updatedAt: now() })
    .where(eq(conversations.userId, lane.userId))
    .run();
  const later = orm
    .select({ id: messages.id, content: messages.content })
    .from(messages)
    .where(
      and(
        eq(messages.userId, lane.userId),
        gt(messages.id, messageId),
        sql`${messages.state} = 'received'`,
      ),
    )
    .orderBy(messages.id)
    .all();
  const [first] = later;
  if (first === undefined) return true;
  const conversationId = beginConversation(connection, lane.userId, first.content ?? "");
  const ids = later.map(({ id }) => id);
  orm.update(messages).set({ conversationId }).where(inArray(messages.id, ids)).run();
  return true;
}

export function usageSince({ orm }: Connection, turn: Turn, since: number): Usage {
  const used = orm
    .select({ messages: count(), tokens: sum(messages.totalTokens).mapWith(Number) })
    .from(messages)
    .where(
      and(
        eq(messages.userId, turn.userId),
        eq(messages.direction, "inbound"),
        ne(messages.state, "discarded"),
        gte(messages.createdAt, since),
      ),
    )
    .get();
  return { messages: used?.messages ?? 0, tokens: used?.tokens ?? 0 };
}
