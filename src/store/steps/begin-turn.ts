import { and, desc, eq, gte, isNull, lt, sql } from "drizzle-orm";
import { first, type Reader, type Transaction } from "../driver.ts";
import { toPastMessages } from "../past-messages.ts";
import { type Given, statement } from "../statement.ts";
import type { PastMessage, Turn } from "../store.ts";
import { firstIdOf, MAX_BURST, toTurn, toTurnUser } from "../turn.ts";

/** Counts one more start of a waiting message, and when merged of all that wait behind it. */
export async function beginTurn(
  transaction: Transaction,
  headId: number,
  isMerged: boolean,
): Promise<Turn> {
  const { now } = transaction;
  const rows = await transaction.all(isMerged ? startBurst : startAlone, { headId, now });
  const turn = toTurn(rows);
  const user = await first(transaction, userWithId, { userId: turn.userId });
  if (user === undefined) throw new Error(`message ${turn.messageId} has no user`);
  return { ...turn, user: toTurnUser(user) };
}

const startAlone = statement(({ orm, messages }, given: Given<"headId" | "now">) =>
  orm
    .update(messages)
    .set({ starts: sql`${messages.starts} + 1`, updatedAt: given.now })
    .where(eq(messages.id, given.headId))
    .returning(),
);

const startBurst = statement(({ orm, messages }, given: Given<"headId" | "now">) => {
  const burst = sql`select m.id from messages m
    join messages head on head.user_id = m.user_id and head.conversation_id = m.conversation_id
    where head.id = ${given.headId} and m.state = 'received' order by m.id limit ${sql.raw(String(MAX_BURST))}`;
  return orm
    .update(messages)
    .set({ starts: sql`${messages.starts} + 1`, updatedAt: given.now })
    .where(sql`${messages.id} in (${burst})`)
    .returning();
});

const userWithId = statement(({ orm, users }, given: Given<"userId">) =>
  orm.select().from(users).where(eq(users.id, given.userId)),
);

export async function history(reader: Reader, turn: Turn, limit: number): Promise<PastMessage[]> {
  const { conversationId, userId } = turn;
  const firstId = firstIdOf(turn);
  const rows = await reader.all(pastMessages, { conversationId, userId, firstId, limit });
  return toPastMessages(rows, limit);
}

const pastMessages = statement(
  (
    { orm, messages, conversations },
    given: Given<"conversationId" | "userId" | "firstId" | "limit">,
  ) => {
    const from = orm
      .select({ id: sql`coalesce(${conversations.historyFrom}, 0)` })
      .from(conversations)
      .where(eq(conversations.id, given.conversationId));
    return orm
      .select({
        messageId: messages.id,
        receivedAt: messages.createdAt,
        direction: messages.direction,
        type: messages.messageType,
        isForwarded: messages.isForwarded,
        content: messages.content,
        aiResponse: messages.aiResponse,
      })
      .from(messages)
      .where(
        and(
          eq(messages.conversationId, given.conversationId),
          eq(messages.userId, given.userId),
          gte(messages.id, sql`(${from})`),
          lt(messages.id, given.firstId),
          sql`state in ('answered', 'done', 'dead')`,
          isNull(messages.topic),
        ),
      )
      .orderBy(desc(messages.id))
      .limit(sql.placeholder("limit"));
  },
);
