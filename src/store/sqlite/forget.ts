import { and, eq, lt, notExists, type SQL, sql } from "drizzle-orm";
import type { Lane } from "../store.ts";
import type { NewJob } from "../upkeep.ts";
import type { Connection } from "./connection.ts";
import { queueJobs } from "./jobs.ts";
import { holdsLane } from "./lanes.ts";
import { queueParts } from "./queue-parts.ts";
import { endConversation } from "./preferences.ts";
import { IS_OVER, removeMessages } from "./retention.ts";
import { attachments, conversations, messages, users } from "./schema.ts";

/** Of the message that asked to be forgotten with all before it: to be deleted once answered. */
const FORGOTTEN = "forgotten";
/** As many as one statement may name. */
const BATCH = 1_000;

export function forget(
  connection: Connection,
  lane: Lane,
  messageId: number,
  confirmation: string,
): boolean {
  if (!holdsLane(connection, lane)) return false;
  const { orm, now } = connection;
  const { userId } = lane;
  const emptied = orm
    .update(messages)
    .set({
      state: "answered",
      content: null,
      raw: null,
      quotedSid: null,
      conversationId: null,
      answeredBy: messageId,
      topic: FORGOTTEN,
      updatedAt: now(),
    })
    .where(and(eq(messages.id, messageId), eq(messages.userId, userId), sql`state = 'received'`))
    .returning({ id: messages.id })
    .get();
  if (emptied === undefined) return false;
  // What came after it was acknowledged too, and is answered without what was said before.
  endConversation(connection, lane, messageId);
  const older = and(eq(messages.userId, userId), lt(messages.id, messageId));
  eraseMessages(connection, older);
  const isEmpty = notExists(
    orm.select().from(messages).where(eq(messages.conversationId, conversations.id)),
  );
  orm
    .delete(conversations)
    .where(and(eq(conversations.userId, userId), isEmpty))
    .run();
  orm
    .update(users)
    .set({ whatsappName: null, language: null, persona: null, welcomedAt: null, updatedAt: now() })
    .where(eq(users.id, userId))
    .run();
  queueParts(connection, { messageId, userId }, [confirmation]);
  return true;
}

/**
 * Deletes messages with all that hangs on them, and asks for the messenger's copies to be removed.
 * Their sids stay known as seen, so that neither a replay nor Twilio's list brings them back.
 */
export function eraseMessages(connection: Connection, which: SQL | undefined): void {
  queueJobs(connection, removalsOf(connection, which));
  const { id, sid } = messages;
  const rows = connection.orm.select({ id, sid }).from(messages).where(which).all();
  for (let from = 0; from < rows.length; from += BATCH) {
    removeMessages(connection, rows.slice(from, from + BATCH));
  }
}

function removalsOf({ orm }: Connection, which: SQL | undefined): NewJob[] {
  const copies = orm
    .select({ url: attachments.url, messageSid: messages.sid })
    .from(attachments)
    .innerJoin(messages, eq(messages.id, attachments.messageId))
    .where(which)
    .all();
  return copies.flatMap(({ url, messageSid }) =>
    messageSid === null ? [] : [{ kind: "remove-media", payload: { url, messageSid } }],
  );
}

export function deleteForgotten(connection: Connection, limit: number): number {
  const rows = connection.orm
    .select({ id: messages.id, sid: messages.sid })
    .from(messages)
    .where(and(eq(messages.topic, FORGOTTEN), IS_OVER))
    .limit(limit)
    .all();
  return removeMessages(connection, rows);
}
