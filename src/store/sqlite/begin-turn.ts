import { and, desc, eq, lt, ne, sql } from "drizzle-orm";
import type { Location } from "../../core/message.ts";
import type { Turn, TurnUser } from "../store.ts";
import type { Connection } from "./connection.ts";
import { messages, users } from "./schema.ts";

/** Counts a start of this message and reads what answering it needs to know. */
export function beginTurn(connection: Connection, messageId: number): Turn {
  const { orm, now } = connection;
  const row = orm
    .update(messages)
    .set({ starts: sql`${messages.starts} + 1`, updatedAt: now() })
    .where(eq(messages.id, messageId))
    .returning()
    .get();
  if (row.conversationId === null) throw new Error(`message ${row.id} waits in no conversation`);
  return {
    messageId: row.id,
    userId: row.userId,
    conversationId: row.conversationId,
    sid: row.sid,
    type: row.messageType,
    text: row.content ?? "",
    location: row.location === null ? null : readLocation(row.location),
    quotedSid: row.quotedSid,
    isForwarded: row.isForwarded,
    receivedAt: row.createdAt,
    attempt: row.attempt,
    starts: row.starts,
    user: readUser(connection, row.userId, row.id),
  };
}

function readUser({ orm }: Connection, userId: number, messageId: number): TurnUser {
  const user = orm.select().from(users).where(eq(users.id, userId)).get();
  if (user === undefined) throw new Error(`message ${messageId} is nobody's`);
  const before = orm
    .select({ topic: messages.topic, at: messages.createdAt })
    .from(messages)
    .where(
      and(
        eq(messages.userId, userId),
        lt(messages.id, messageId),
        eq(messages.direction, "inbound"),
        ne(messages.state, "discarded"),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(1)
    .get();
  return {
    identity: { phoneNumber: user.phoneNumber, externalUserId: user.externalUserId },
    language: user.language,
    persona: user.persona,
    isWelcomed: user.welcomedAt !== null,
    before: before?.topic == null ? null : { topic: before.topic, at: before.at },
  };
}

function readLocation(stored: string): Location {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
  return JSON.parse(stored) as Location;
}
