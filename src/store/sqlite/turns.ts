import { and, desc, eq, gte, inArray, isNull, lt, ne, sql } from "drizzle-orm";
import type { TurnUser } from "../people.ts";
import { toPastMessages } from "../past-messages.ts";
import type { PastMessage, Turn } from "../store.ts";
import { firstIdOf, MAX_BURST, toTurn, toTurnUser } from "../turn.ts";
import type { Connection } from "./connection.ts";
import { conversations, messages, users } from "./schema.ts";

/** Counts one more start of a waiting message, and when merged of all that wait behind it. */
export function beginTurn(connection: Connection, headId: number, isMerged: boolean): Turn {
  const { orm, now } = connection;
  const head = readHead(connection, headId);
  const waiting = isMerged
    ? orm
        .select({ id: messages.id })
        .from(messages)
        .where(
          and(
            eq(messages.userId, head.userId),
            eq(messages.conversationId, head.conversationId),
            sql`state = 'received'`,
          ),
        )
        .orderBy(messages.id)
        .limit(MAX_BURST)
        .all()
    : [head];
  const rows = orm
    .update(messages)
    .set({ starts: sql`${messages.starts} + 1`, updatedAt: now() })
    .where(
      inArray(
        messages.id,
        waiting.map(({ id }) => id),
      ),
    )
    .returning()
    .all();
  const turn = toTurn(rows);
  return { ...turn, user: readUser(connection, turn.userId, firstIdOf(turn)) };
}

function readUser({ orm }: Connection, userId: number, firstId: number): TurnUser {
  const user = orm.select().from(users).where(eq(users.id, userId)).get();
  if (user === undefined) throw new Error(`message ${firstId} is nobody's`);
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
    .get();
  return toTurnUser(user, before);
}

export function history(connection: Connection, turn: Turn, limit: number): PastMessage[] {
  const { orm } = connection;
  const from = orm
    .select({ id: conversations.historyFrom })
    .from(conversations)
    .where(eq(conversations.id, turn.conversationId))
    .get();
  const rows = orm
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
        gte(messages.id, from?.id ?? 0),
        lt(messages.id, firstIdOf(turn)),
        sql`state in ('answered', 'done', 'dead')`,
        isNull(messages.topic),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(limit)
    .all();
  return toPastMessages(rows, limit);
}

interface Head {
  readonly id: number;
  readonly userId: number;
  readonly conversationId: number;
}

function readHead({ orm }: Connection, id: number): Head {
  const { userId, conversationId } = messages;
  const row = orm
    .select({ userId, conversationId })
    .from(messages)
    .where(eq(messages.id, id))
    .get();
  if (row?.conversationId == null) throw new Error(`message ${id} waits in no conversation`);
  return { id, userId: row.userId, conversationId: row.conversationId };
}
