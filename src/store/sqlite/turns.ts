import { and, desc, eq, gte, isNull, lt, ne, sql } from "drizzle-orm";
import type { TurnUser } from "../people.ts";
import { toPastMessages } from "../past-messages.ts";
import type { Lane, PastMessage, Turn } from "../store.ts";
import { isSuspect } from "../../core/suspects.ts";
import { firstIdOf, idsOf, MAX_BURST, toTurn, toTurnUser } from "../turn.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { holdsLane } from "./lanes.ts";
import { conversations, messages, users } from "./schema.ts";
import { keepSpent } from "./spending.ts";

/** Counts one more start of a waiting message, and when merged of all that wait behind it. */
export function beginTurn(
  connection: Connection,
  headId: number,
  { isMerged, isCounted }: { readonly isMerged: boolean; readonly isCounted: boolean },
): Turn {
  const head = messageWithId(connection).get({ id: headId });
  if (head?.conversationId == null) throw new Error(`message ${headId} waits in no conversation`);
  const { userId, conversationId } = head;
  const rows =
    isMerged && !isSuspect(head)
      ? beforeSuspect(waitingIn(connection).all({ userId, conversationId }))
      : [head];
  const now = connection.now();
  const more = isCounted ? 1 : 0;
  for (const { id } of rows) countStart(connection).run({ id, now, more });
  const turn = toTurn(rows);
  const starts = turn.starts + more;
  const begun = { ...turn, starts, user: readUser(connection, userId, firstIdOf(turn)) };
  // A call that a crash cut off was paid for, whatever becomes of this start.
  if (starts > 1) keepSpent(connection, idsOf(begun));
  return begun;
}

/** What stands before the first message that must be begun alone. */
function beforeSuspect<T extends { readonly starts: number }>(rows: readonly T[]): readonly T[] {
  const first = rows.findIndex(isSuspect);
  return first === -1 ? rows : rows.slice(0, first);
}

export function putOff(connection: Connection, id: number, delayMs: number): void {
  const now = connection.now();
  delay(connection).run({ id, now, runAt: now + delayMs });
}

const delay = prepared((orm) =>
  orm
    .update(messages)
    .set({ runAt: given("runAt"), updatedAt: given("now") })
    .where(eq(messages.id, given("id")))
    .prepare(),
);

export function spareTurn(connection: Connection, lane: Lane, turn: Turn): boolean {
  if (!holdsLane(connection, lane)) return false;
  const now = connection.now();
  for (const id of idsOf(turn)) uncountStart(connection).run({ id, now });
  keepSpent(connection, idsOf(turn));
  return true;
}

const uncountStart = prepared((orm) =>
  orm
    .update(messages)
    .set({ starts: sql`max(${messages.starts} - 1, 0)`, updatedAt: given("now") })
    .where(and(eq(messages.id, given("id")), sql`state = 'received'`))
    .prepare(),
);

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
    .set({ starts: sql`${messages.starts} + ${given("more")}`, updatedAt: given("now") })
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
