import type { Database } from "bun:sqlite";
import { and, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import { hashSid } from "../hash-sid.ts";
import type { Connection } from "./connection.ts";
import { attachments, conversations, lanes, messages, seenSids } from "./schema.ts";

/** A few megabytes: the database is locked meanwhile. */
const PAGES_AT_ONCE = 1_000;

// Whatever its state, a message with a part that is still to be sent is not over.
export const IS_OVER = sql`${messages.state} in ('done', 'dead', 'discarded') and not exists (
  select 1 from deliveries
  where deliveries.message_id = ${messages.id} and deliveries.state in ('pending', 'sending'))`;

// Nobody knows whether the person writes again: an answer that waits to be pulled is kept no longer.
const IS_PULLED_OVER = sql`${messages.state} in ('answered', 'done', 'dead', 'discarded') and not exists (
  select 1 from deliveries
  where deliveries.message_id = ${messages.id} and deliveries.state = 'sending')`;

export function dropMedia(
  { orm, now, isPulled }: Connection,
  olderThanMs: number,
  limit: number,
): number {
  const rows = orm
    .select({ messageId: attachments.messageId, idx: attachments.idx })
    .from(attachments)
    .innerJoin(messages, eq(messages.id, attachments.messageId))
    .where(
      and(
        sql`(attachments.text is not null or attachments.bytes is not null)`,
        lt(messages.createdAt, now() - olderThanMs),
        isPulled ? IS_PULLED_OVER : IS_OVER,
      ),
    )
    .orderBy(attachments.messageId)
    .limit(limit)
    .all();
  for (const { messageId, idx } of rows) {
    orm
      .update(attachments)
      .set({ text: null, bytes: null, state: "dropped" })
      .where(and(eq(attachments.messageId, messageId), eq(attachments.idx, idx)))
      .run();
  }
  return rows.length;
}

export function deleteMessages(connection: Connection, olderThanMs: number, limit: number): number {
  const rows = connection.orm
    .select({ id: messages.id, sid: messages.sid })
    .from(messages)
    .leftJoin(lanes, eq(lanes.userId, messages.userId))
    .where(
      and(
        lt(messages.createdAt, connection.now() - olderThanMs),
        connection.isPulled ? IS_PULLED_OVER : IS_OVER,
        or(isNull(lanes.userId), isNull(lanes.owner)),
      ),
    )
    .orderBy(messages.createdAt)
    .limit(limit)
    .all();
  return removeMessages(connection, rows);
}

/** Deletes messages with all that hangs on them; their sids stay known as seen. Returns how many. */
export function removeMessages(
  { orm, now }: Connection,
  rows: readonly { readonly id: number; readonly sid: string | null }[],
): number {
  const at = now();
  const seen = rows.flatMap(({ sid }) =>
    sid === null ? [] : [{ hash: hashSid(sid), createdAt: at }],
  );
  if (seen.length > 0) orm.insert(seenSids).values(seen).onConflictDoNothing().run();
  const ids = rows.map(({ id }) => id);
  const left = orm
    .delete(messages)
    .where(inArray(messages.id, ids))
    .returning({ conversation: messages.conversationId })
    .all();
  // A conversation's title is the beginning of its first message.
  const emptied = left.flatMap(({ conversation }) => conversation ?? []);
  orm
    .delete(conversations)
    .where(
      and(
        inArray(conversations.id, emptied),
        sql`not exists (select 1 from messages where conversation_id = ${conversations.id})`,
      ),
    )
    .run();
  return rows.length;
}

/** Must not run inside a transaction: within one nothing is given back. */
export function compact(database: Database): void {
  database.run(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
}
