import { aliasedTable, and, desc, eq, gte, inArray, isNull, lt, ne, sql } from "drizzle-orm";
import { toPastMessages } from "../past-messages.ts";
import type { PastMessage, Turn } from "../store.ts";
import { firstIdOf, MAX_BURST, toTurn, toTurnUser } from "../turn.ts";
import type { Connection, Transaction } from "./connection.ts";
import { conversations, messages, users } from "./schema.ts";

/** Counts one more start of a waiting message, and when merged of all that wait behind it. */
export async function beginTurn(
  transaction: Transaction,
  headId: number,
  isMerged: boolean,
): Promise<Turn> {
  const { orm, now } = transaction;
  const rows = await orm
    .update(messages)
    .set({ starts: sql`${messages.starts} + 1`, updatedAt: now })
    .where(isMerged ? inArray(messages.id, burstOf(transaction, headId)) : eq(messages.id, headId))
    .returning();
  const turn = toTurn(rows);
  return { ...turn, user: await readUser(transaction, turn.userId, firstIdOf(turn)) };
}

/** A message and what waits behind it in its conversation. */
function burstOf({ orm }: Transaction, headId: number) {
  const head = aliasedTable(messages, "head");
  return orm
    .select({ id: messages.id })
    .from(messages)
    .innerJoin(
      head,
      and(eq(head.userId, messages.userId), eq(head.conversationId, messages.conversationId)),
    )
    .where(and(eq(head.id, headId), sql`${messages.state} = 'received'`))
    .orderBy(messages.id)
    .limit(MAX_BURST);
}

async function readUser({ orm }: Transaction, userId: number, firstId: number) {
  const before = orm
    .select({ topic: messages.topic, at: messages.createdAt })
    .from(messages)
    .where(
      and(
        eq(messages.userId, userId),
        lt(messages.id, firstId),
        eq(messages.direction, "inbound"),
        ne(messages.state, "discarded"),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(1)
    .as("before");
  const [row] = await orm
    .select()
    .from(users)
    .leftJoin(before, sql`true`)
    .where(eq(users.id, userId));
  if (row === undefined) throw new Error(`message ${firstId} is nobody's`);
  return toTurnUser(row.users, row.before);
}

export async function history(
  { orm }: Connection,
  turn: Turn,
  limit: number,
): Promise<PastMessage[]> {
  const from = orm
    .select({ id: sql`coalesce(${conversations.historyFrom}, 0)` })
    .from(conversations)
    .where(eq(conversations.id, turn.conversationId));
  const rows = await orm
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
        eq(messages.conversationId, turn.conversationId),
        eq(messages.userId, turn.userId),
        gte(messages.id, sql`(${from})`),
        lt(messages.id, firstIdOf(turn)),
        sql`state in ('answered', 'done', 'dead')`,
        isNull(messages.topic),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(limit);
  return toPastMessages(rows, limit);
}
