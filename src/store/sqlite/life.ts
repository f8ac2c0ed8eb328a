import { count, eq, or } from "drizzle-orm";
import type { MessageLife } from "../desk.ts";
import { lifeFromRows, readMessageId } from "../message-life.ts";
import type { Connection } from "./connection.ts";
import { attachments, deliveries, messages } from "./schema.ts";

export function lifeOf(connection: Connection, message: string): MessageLife | null {
  const { orm } = connection;
  const id = readMessageId(message);
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
  const parts = orm
    .select()
    .from(deliveries)
    .where(
      or(
        eq(deliveries.messageId, row.id),
        // The parts of a burst's answer hang on its last message.
        row.answeredBy === null ? undefined : eq(deliveries.messageId, row.answeredBy),
      ),
    )
    .orderBy(deliveries.messageId, deliveries.part)
    .all();
  return lifeFromRows(row, attached?.total ?? 0, parts);
}

function ownerOfPart({ orm }: Connection, sid: string) {
  return orm
    .select()
    .from(deliveries)
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .where(eq(deliveries.sid, sid))
    .get()?.messages;
}
