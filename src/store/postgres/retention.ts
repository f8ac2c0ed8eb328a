import { and, asc, eq, inArray, isNull, lt, or, type SQL as Expression, sql } from "drizzle-orm";
import type { Transaction } from "./connection.ts";
import { attachments, conversations, lanes, messages, seenSids } from "./schema.ts";

// Whatever its state, a message with a part that is still to be sent is not over.
const IS_OVER = sql`${messages.state} in ('done', 'dead', 'discarded') and not exists (
  select 1 from deliveries
  where deliveries.message_id = ${messages.id} and deliveries.state in ('pending', 'sending'))`;

// Nobody knows whether the person writes again: an answer that waits to be pulled is kept no longer.
const IS_PULLED_OVER = sql`${messages.state} in ('answered', 'done', 'dead', 'discarded') and not exists (
  select 1 from deliveries
  where deliveries.message_id = ${messages.id} and deliveries.state = 'sending')`;

export async function dropMedia(
  { orm, now, isPulled }: Transaction,
  olderThanMs: number,
  limit: number,
): Promise<number> {
  const kept = orm
    .select({ messageId: attachments.messageId, idx: attachments.idx })
    .from(attachments)
    .innerJoin(messages, eq(messages.id, attachments.messageId))
    .where(
      and(
        sql`(attachments.text is not null or attachments.bytes is not null)`,
        lt(messages.createdAt, now - olderThanMs),
        isPulled ? IS_PULLED_OVER : IS_OVER,
      ),
    )
    .orderBy(asc(attachments.messageId))
    .limit(limit)
    .for("update", { of: attachments, skipLocked: true });
  const dropped = await orm
    .update(attachments)
    .set({ text: null, bytes: null, state: "dropped" })
    .where(sql`(${attachments.messageId}, ${attachments.idx}) in ${kept}`)
    .returning({ messageId: attachments.messageId });
  return dropped.length;
}

export function deleteMessages(
  transaction: Transaction,
  olderThanMs: number,
  limit: number,
): Promise<number> {
  const { now, isPulled } = transaction;
  const isFree = or(isNull(lanes.owner), lt(lanes.leaseUntil, now));
  return removeOver(
    transaction,
    and(lt(messages.createdAt, now - olderThanMs), isPulled ? IS_PULLED_OVER : IS_OVER),
    { limit, isFree },
  );
}

/** Deletes at most `limit` messages that were given up, answered or refused, and that this is said of. */
export function deleteOver(
  transaction: Transaction,
  which: Expression,
  limit: number,
): Promise<number> {
  return removeOver(transaction, and(which, IS_OVER), { limit });
}

// A lane that is locked is being worked on at this moment: its messages are left for the next time.
async function removeOver(
  transaction: Transaction,
  which: Expression | undefined,
  { limit, isFree }: { readonly limit: number; readonly isFree?: Expression | undefined },
): Promise<number> {
  const rows = await transaction.orm
    .select({ id: messages.id })
    .from(messages)
    .innerJoin(lanes, eq(lanes.userId, messages.userId))
    .where(and(which, isFree))
    .orderBy(asc(messages.createdAt))
    .limit(limit)
    .for("update", { of: lanes, skipLocked: true });
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  // Said once more: between the search and the lock one may have been taken up again.
  return removeMessages(transaction, and(inArray(messages.id, ids), which));
}

/**
 * Deletes messages with all that hangs on them and the conversations that are left empty; their sids
 * stay known as seen. Their lanes are locked. Returns how many.
 */
export async function removeMessages(
  { orm, now }: Transaction,
  which: Expression | undefined,
): Promise<number> {
  await orm
    .insert(seenSids)
    .select(
      orm
        .select({
          // What `hashSid` makes of it.
          hash: sql<string>`encode(sha256(convert_to(${messages.sid}, 'UTF8')), 'hex')`.as("hash"),
          createdAt: sql<number>`${now}::bigint`.as("created_at"),
        })
        .from(messages)
        .where(and(which, sql`${messages.sid} is not null`)),
    )
    .onConflictDoNothing();
  const removed = await orm
    .delete(messages)
    .where(which)
    .returning({ conversation: messages.conversationId });
  // A conversation's title is the beginning of its first message.
  const emptied = [...new Set(removed.flatMap(({ conversation }) => conversation ?? []))];
  if (emptied.length > 0) {
    await orm
      .delete(conversations)
      .where(
        and(
          inArray(conversations.id, emptied),
          sql`not exists (select 1 from messages where conversation_id = ${conversations.id})`,
        ),
      );
  }
  return removed.length;
}
