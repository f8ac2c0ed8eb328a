import { and, desc, eq, gte, inArray, isNull, lt, ne, sql } from "drizzle-orm";
import type { Location } from "../../core/message.ts";
import type { TurnUser } from "../people.ts";
import type { PastMessage, Turn, WaitingMessage } from "../store.ts";
import type { Connection } from "./connection.ts";
import { conversations, messages, users } from "./schema.ts";

/** More than this at once would be no burst but a backlog. */
const MAX_BURST = 20;

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
    .all()
    .toSorted((a, b) => a.id - b.id);
  const turns = rows.map((row) => toWaiting(row, head.conversationId));
  const last = turns.at(-1);
  if (last === undefined) throw new Error(`message ${head.id} is gone`);
  return {
    ...last,
    earlier: turns.slice(0, -1),
    attempt: Math.max(...rows.map((row) => row.attempt)),
    starts: Math.max(...rows.map((row) => row.starts)),
    user: readUser(connection, last.userId, turns[0]?.messageId ?? last.messageId),
  };
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
  return {
    identity: { phoneNumber: user.phoneNumber, externalUserId: user.externalUserId },
    name: user.whatsappName,
    language: user.language,
    persona: user.persona,
    isWelcomed: user.welcomedAt !== null,
    before: before?.topic == null ? null : { topic: before.topic, at: before.at },
  };
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
  const past = rows
    .toReversed()
    .flatMap(({ messageId, receivedAt, direction, ...row }): PastMessage[] => [
      {
        messageId,
        receivedAt,
        role: direction === "inbound" ? "user" : "assistant",
        type: row.type,
        isForwarded: row.isForwarded,
        text: row.content ?? "",
      },
      {
        messageId,
        receivedAt,
        role: "assistant",
        type: "text",
        isForwarded: false,
        text: row.aiResponse ?? "",
      },
    ]);
  // A picture says something without a word.
  return past
    .filter((message) => message.text.trim() !== "" || message.type !== "text")
    .slice(-limit);
}

/** The messages of a turn, oldest first. */
export function idsOf({ earlier, messageId }: Turn): number[] {
  return [...earlier.map((message) => message.messageId), messageId];
}

/** What is past for a turn has a smaller id than this. */
export function firstIdOf({ earlier, messageId }: Turn): number {
  return earlier[0]?.messageId ?? messageId;
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
