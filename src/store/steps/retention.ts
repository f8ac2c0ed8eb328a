import { and, eq, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "../driver.ts";
import { type Dialect, type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";
import { releaseChargesOf, removeMessages } from "./erase.ts";
import { makeLanes } from "./lanes.ts";

/** A request to erase a user's messages: it is deleted itself once it was answered. */
const FORGOTTEN = sql`topic = 'forgotten'`;

/**
 * Tests whether all work on a message has ended; false in any state while a part is still to be
 * sent.
 */
export const isOver = ({
  messages,
}: Tables): SQL => sql`${messages.state} in ('done', 'dead', 'discarded')
  and not exists (select 1 from deliveries where deliveries.message_id = ${messages.id}
    and deliveries.state in ('pending', 'sending'))`;

// The user may never write again: an answer that waits to be pulled does not prevent deletion.
const isPulledOver = ({ messages }: Tables): SQL =>
  sql`${messages.state} in ('answered', 'done', 'dead', 'discarded')
  and not exists (select 1 from deliveries where deliveries.message_id = ${messages.id}
    and deliveries.state = 'sending')`;

export async function dropMedia(
  transaction: Transaction,
  olderThanMs: number,
  limit: number,
): Promise<number> {
  const drop = transaction.isPulled ? dropPulled : dropOver;
  const rows = await transaction.all(drop, { before: transaction.now - olderThanMs, limit });
  return rows.length;
}

const dropping = (over: (tables: Tables) => SQL) =>
  statement(({ orm, attachments, messages, tables, locked }, given: Given<"before" | "limit">) => {
    const { messageId, idx } = attachments;
    const kept = locked(
      orm
        .select({ messageId, idx })
        .from(attachments)
        .innerJoin(messages, eq(messages.id, messageId))
        .where(
          and(
            sql`(attachments.text is not null or attachments.bytes is not null)`,
            lt(messages.createdAt, given.before),
            over(tables),
          ),
        )
        .orderBy(messageId)
        .limit(sql.placeholder("limit")),
      { of: attachments, skipLocked: true },
    );
    return orm
      .update(attachments)
      .set({ text: null, bytes: null, state: "dropped" })
      .where(sql`(${messageId}, ${idx}) in ${kept}`)
      .returning({ messageId });
  });

const dropOver = dropping(isOver);
const dropPulled = dropping(isPulledOver);

export async function deleteMessages(
  transaction: Transaction,
  olderThanMs: number,
  limit: number,
): Promise<number> {
  const find = transaction.isPulled ? oldPulled : oldOver;
  const { now } = transaction;
  const before = now - olderThanMs;
  const found = await findLocked(transaction, () => transaction.all(find, { before, limit, now }));
  return removeMessages(transaction, found);
}

/**
 * Selects messages whose lanes are locked until the commit. A lane that is locked already is in use
 * at this moment: its messages are left for the next run.
 */
export function ofFreeLanes(
  { orm, messages, lanes, locked }: Dialect & Tables,
  which: SQL | undefined,
  order: readonly ("createdAt" | "id")[],
) {
  const { id, sid, conversationId } = messages;
  return locked(
    orm
      .select({ id, sid, conversationId })
      .from(messages)
      .innerJoin(lanes, eq(lanes.userId, messages.userId))
      .where(which)
      .orderBy(...order.map((name) => messages[name]))
      .limit(sql.placeholder("limit")),
    { of: lanes, skipLocked: true },
  );
}

const oldMessages = (over: (tables: Tables) => SQL) =>
  statement((tables, given: Given<"before" | "limit" | "now">) => {
    const { messages, lanes, name } = tables;
    const isFree =
      name === "sqlite"
        ? isNull(lanes.owner)
        : or(isNull(lanes.owner), lt(lanes.leaseUntil, given.now));
    const isOld = and(lt(messages.createdAt, given.before), over(tables), isFree);
    return ofFreeLanes(tables, isOld, ["createdAt", "id"]);
  });

const oldOver = oldMessages(isOver);
const oldPulled = oldMessages(isPulledOver);

export async function deleteForgotten(transaction: Transaction, limit: number): Promise<number> {
  const found = await findLocked(transaction, () => transaction.all(forgotten, { limit }));
  await releaseChargesOf(transaction, found);
  return removeMessages(transaction, found);
}

/** Returns the messages that `find` finds and locks the lanes of. */
export async function findLocked<Row extends { readonly id: number }>(
  transaction: Transaction,
  find: () => Promise<Row[]>,
): Promise<Row[]> {
  await transaction.all(makeLanes, {});
  const found = await find();
  if (transaction.dialect === "sqlite") return found;
  // Searched again: between the search and the lock a message may have been reopened.
  const still = new Set((await find()).map(({ id }) => id));
  return found.filter(({ id }) => still.has(id));
}

const forgotten = statement((tables, _given: Given<"limit">) =>
  ofFreeLanes(tables, and(FORGOTTEN, isOver(tables)), ["id"]),
);
