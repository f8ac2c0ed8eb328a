import { count, eq, or } from "drizzle-orm";
import type { MessageLife, PartLife } from "../desk.ts";
import type { Connection } from "./connection.ts";
import { attachments, deliveries, messages } from "./schema.ts";

export function lifeOf(connection: Connection, message: string): MessageLife | null {
  const { orm } = connection;
  const id = /^\d{1,15}$/.test(message) ? Number(message) : null;
  const row =
    orm
      .select()
      .from(messages)
      .where(id === null ? eq(messages.sid, message) : eq(messages.id, id))
      .get() ?? ownerOfPart(connection, message);
  if (row === undefined) return null;
  const attached = orm
    .select({ total: count() })
    .from(attachments)
    .where(eq(attachments.messageId, row.id))
    .get();
  return {
    id: row.id,
    sid: row.sid,
    personId: row.userId,
    type: row.messageType,
    textLength: row.content?.length ?? 0,
    attachments: attached?.total ?? 0,
    state: row.state ?? "done",
    receivedAt: row.createdAt,
    firstCallAt: row.firstCallAt,
    failures: row.attempt,
    starts: row.starts,
    dueAt: row.runAt,
    answeredBy: row.answeredBy === row.id ? null : row.answeredBy,
    model: row.aiModelUsed,
    promptTokens: row.promptTokens,
    completionTokens: row.completionTokens,
    cachedTokens: row.cachedTokens,
    error: row.errorMessage,
    // The parts of a burst's answer hang on its last message.
    parts: partsOf(connection, row.id, row.answeredBy),
  };
}

function ownerOfPart({ orm }: Connection, sid: string) {
  return orm
    .select()
    .from(deliveries)
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .where(eq(deliveries.sid, sid))
    .get()?.messages;
}

function partsOf({ orm }: Connection, messageId: number, answeredBy: number | null): PartLife[] {
  const rows = orm
    .select()
    .from(deliveries)
    .where(
      or(
        eq(deliveries.messageId, messageId),
        answeredBy === null ? undefined : eq(deliveries.messageId, answeredBy),
      ),
    )
    .orderBy(deliveries.messageId, deliveries.part)
    .all();
  return rows.map((row) => ({
    part: row.part,
    sid: row.sid,
    state: row.state,
    length: row.body.length,
    queuedAt: row.createdAt,
    startedAt: row.startedAt,
    changedAt: row.updatedAt,
    dueAt: row.runAt,
    failures: row.attempt,
    lookups: row.lookups,
    errorCode: row.errorCode,
    error: row.errorMessage,
  }));
}
