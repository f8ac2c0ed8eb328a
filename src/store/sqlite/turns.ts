import { and, desc, eq, gte, isNull, lt, ne, sql } from "drizzle-orm";
import type { TurnUser } from "../people.ts";
import { toPastMessages } from "../past-messages.ts";
import type { PastMessage, Turn } from "../store.ts";
import { firstIdOf, MAX_BURST, toTurn, toTurnUser } from "../turn.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { conversations, messages, users } from "./schema.ts";

/** Counts one more start of a waiting message, and when merged of all that wait behind it. */
export function beginTurn(connection: Connection, headId: number, isMerged: boolean): Turn {
  const head = messageWithId(connection).get({ id: headId });
  if (head?.conversationId == null) throw new Error(`message ${headId} waits in no conversation`);
  const { userId, conversationId } = head;
  const rows = isMerged ? waitingIn(connection).all({ userId, conversationId }) : [head];
  const now = connection.now();
  for (const { id } of rows) countStart(connection).run({ id, now });
  const turn = toTurn(rows);
  const starts = turn.starts + 1;
  return { ...turn, starts, user: readUser(connection, userId, firstIdOf(turn)) };
}

const messageWithId = prepared((orm) =>
  orm
    .select()
    .from(messages)
    .where(eq(messages.id, given("id")))
    .prepare(),
);

const waitingIn = prepared((orm) =>
  orm
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.userId, given("userId")),
        eq(messages.conversationId, given("conversationId")),
        sql`state = 'received'`,
      ),
    )
    .orderBy(messages.id)
    .limit(MAX_BURST)
    .prepare(),
);

const countStart = prepared((orm) =>
  orm
    .update(messages)
    .set({ starts: sql`${messages.starts} + 1`, updatedAt: given("now") })
    .where(eq(messages.id, given("id")))
    .prepare(),
);

function readUser(connection: Connection, userId: number, firstId: number): TurnUser {
  const user = userWithId(connection).get({ userId });
  if (user === undefined) throw new Error(`message ${firstId} is nobody's`);
  const before = messageBefore(connection).get({ userId, firstId });
  return toTurnUser(user, before);
}

const userWithId = prepared((orm) =>
  orm
    .select()
    .from(users)
    .where(eq(users.id, given("userId")))
    .prepare(),
);

const messageBefore = prepared((orm) =>
  orm
    .select({ topic: messages.topic, at: messages.createdAt })
    .from(messages)
    .where(
      and(
        eq(messages.userId, given("userId")),
        lt(messages.id, given("firstId")),
        eq(messages.direction, "inbound"),
        ne(messages.state, "discarded"),
      ),
    )
    // In the order of its index: by id alone all of this user's messages would be sorted.
    .orderBy(desc(messages.createdAt), desc(messages.id))
    .limit(1)
    .prepare(),
);

export function history(connection: Connection, turn: Turn, limit: number): PastMessage[] {
  const { conversationId, userId } = turn;
  const from = historyStart(connection).get({ conversationId })?.id ?? 0;
  const firstId = firstIdOf(turn);
  const rows = pastMessages(connection).all({ conversationId, userId, from, firstId, limit });
  return toPastMessages(rows, limit);
}

const historyStart = prepared((orm) =>
  orm
    .select({ id: conversations.historyFrom })
    .from(conversations)
    .where(eq(conversations.id, given("conversationId")))
    .prepare(),
);

const pastMessages = prepared((orm) =>
  orm
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
        eq(messages.conversationId, given("conversationId")),
        eq(messages.userId, given("userId")),
        gte(messages.id, given("from")),
        lt(messages.id, given("firstId")),
        sql`state in ('answered', 'done', 'dead')`,
        isNull(messages.topic),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(sql.placeholder("limit"))
    .prepare(),
);
