import { count, eq, or } from "drizzle-orm";
import type { MessageLife } from "../desk.ts";
import { lifeFromRows, readMessageId } from "../message-life.ts";
import type { Connection } from "./connection.ts";
import { attachments, deliveries, messages } from "./schema.ts";

export async function lifeOf(connection: Connection, message: string): Promise<MessageLife | null> {
  const { orm } = connection;
  const id = readMessageId(message);
  const [found] = await orm
    .select()
    .from(messages)
    .where(id === null ? eq(messages.sid, message) : eq(messages.id, id));
  const row = found ?? (await ownerOfPart(connection, message));
  if (row === undefined) return null;
  const [attached] = await orm
    .select({ total: count() })
    .from(attachments)
    .where(eq(attachments.messageId, row.id));
  const parts = await orm
    .select()
    .from(deliveries)
    .where(
      or(
        eq(deliveries.messageId, row.id),
        // The parts of a burst's answer hang on its last message.
        row.answeredBy === null ? undefined : eq(deliveries.messageId, row.answeredBy),
      ),
    )
    .orderBy(deliveries.messageId, deliveries.part);
  return lifeFromRows(row, attached?.total ?? 0, parts);
}

async function ownerOfPart({ orm }: Connection, sid: string) {
  const [owner] = await orm
    .select()
    .from(deliveries)
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .where(eq(deliveries.sid, sid));
  return owner?.messages;
}
