import { and, desc, eq, isNull, lt, ne, sql } from "drizzle-orm";
import type { Location } from "../../core/message.ts";
import type { TurnUser } from "../people.ts";
import type { PastMessage, Turn, WaitingMessage } from "../store.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { messages, users } from "./schema.ts";

/** More than this at once would be no burst but a backlog. */
const MAX_BURST = 20;

/** Counts one more start of a waiting message, and when merged of all that wait behind it. */
export function beginTurn(connection: Connection, headId: number, isMerged: boolean): Turn {
  const head = messageWithId(connection).get({ id: headId });
  if (head?.conversationId == null) throw new Error(`message ${headId} waits in no conversation`);
  const { userId, conversationId } = head;
  const rows = isMerged ? waitingIn(connection).all({ userId, conversationId }) : [head];
  const now = connection.now();
  for (const { id } of rows) countStart(connection).run({ id, now });
  const turns = rows.map((row) => toWaiting(row, conversationId));
  const last = turns.at(-1);
  if (last === undefined) throw new Error(`message ${headId} is gone`);
  return {
    ...last,
    earlier: turns.slice(0, -1),
    attempt: Math.max(...rows.map((row) => row.attempt)),
    starts: Math.max(...rows.map((row) => row.starts)) + 1,
    user: readUser(connection, userId, turns[0]?.messageId ?? last.messageId),
  };
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
  return {
    identity: { phoneNumber: user.phoneNumber, externalUserId: user.externalUserId },
    name: user.whatsappName,
    language: user.language,
    persona: user.persona,
    isWelcomed: user.welcomedAt !== null,
    before: before?.topic == null ? null : { topic: before.topic, at: before.at },
  };
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
  const firstId = firstIdOf(turn);
  const rows = pastMessages(connection).all({ conversationId, userId, firstId, limit });
  const past = rows.toReversed().flatMap((row): PastMessage[] => [
    {
      role: row.direction === "inbound" ? "user" : "assistant",
      type: row.type,
      isForwarded: row.isForwarded,
      text: row.content ?? "",
    },
    { role: "assistant", type: "text", isForwarded: false, text: row.aiResponse ?? "" },
  ]);
  // A picture says something without a word.
  return past
    .filter((message) => message.text.trim() !== "" || message.type !== "text")
    .slice(-limit);
}

const pastMessages = prepared((orm) =>
  orm
    .select({
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
        lt(messages.id, given("firstId")),
        sql`state in ('answered', 'done', 'dead')`,
        isNull(messages.topic),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** The messages of a turn, oldest first. */
export function idsOf({ earlier, messageId }: Turn): number[] {
  return [...earlier.map((message) => message.messageId), messageId];
}

/** What is past for a turn has a smaller id than this. */
export function firstIdOf({ earlier, messageId }: Turn): number {
  return earlier[0]?.messageId ?? messageId;
}

function toWaiting(row: typeof messages.$inferSelect, conversationId: number): WaitingMessage {
  return {
    messageId: row.id,
    userId: row.userId,
    conversationId,
    sid: row.sid,
    type: row.messageType,
    text: row.content ?? "",
    location: row.location === null ? null : readLocation(row.location),
    quotedSid: row.quotedSid,
    isForwarded: row.isForwarded,
    receivedAt: row.createdAt,
  };
}

function readLocation(stored: string): Location {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
  return JSON.parse(stored) as Location;
}
