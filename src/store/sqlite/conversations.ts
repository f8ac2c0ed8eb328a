import { and, eq, gte } from "drizzle-orm";
import { titleOf } from "../title-of.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { conversations } from "./schema.ts";

/** The conversation that a new message belongs to; null when the last one has rested for too long. */
export function currentConversation(
  connection: Connection,
  userId: number,
  text: string,
  restMs: number,
): number | null {
  const at = connection.now();
  const current = activeConversation(connection).get({ userId, since: at - restMs });
  if (current !== undefined) {
    const title = current.title ?? titleOf(text);
    continueConversation(connection).run({ id: current.id, at, title });
    return current.id;
  }
  connection.orm
    .update(conversations)
    .set({ isActive: false })
    .where(and(eq(conversations.userId, userId), eq(conversations.isActive, true)))
    .run();
  return null;
}

const activeConversation = prepared((orm) =>
  orm
    .select({ id: conversations.id, title: conversations.title })
    .from(conversations)
    .where(
      and(
        eq(conversations.userId, given("userId")),
        eq(conversations.isActive, true),
        gte(conversations.updatedAt, given("since")),
      ),
    )
    .prepare(),
);

const continueConversation = prepared((orm) =>
  orm
    .update(conversations)
    .set({ updatedAt: given("at"), title: given("title") })
    .where(eq(conversations.id, given("id")))
    .prepare(),
);

export function beginConversation({ orm, now }: Connection, userId: number, text: string): number {
  const at = now();
  return orm
    .insert(conversations)
    .values({ userId, title: titleOf(text), createdAt: at, updatedAt: at })
    .returning({ id: conversations.id })
    .get().id;
}
