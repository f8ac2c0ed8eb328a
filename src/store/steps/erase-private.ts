import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { Transaction } from "../driver.ts";
import { deleteRows, selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { keepOutOfTitle } from "./conversations.ts";
import { queueRemovals } from "./jobs.ts";
import { findLocked, isOver, ofFreeLanes } from "./retention.ts";

export const onePrivate = selectRows("messages", ["id"], {
  where: sql`privacy = 'private'`,
  limit: 1,
});

export async function erasePrivate(
  transaction: Transaction,
  unreportedMs: number,
  limit: number,
): Promise<number> {
  const { now } = transaction;
  const values = { before: now - unreportedMs, limit };
  const found = await findLocked(transaction, () => transaction.all(privateOver, values));
  if (found.length === 0) return 0;
  const ids = JSON.stringify(found.map(({ id }) => id));
  await queueRemovals(transaction, await transaction.all(copiesOf, { ids }));
  await transaction.all(deleteAttachments, { messageIds: ids });
  await transaction.all(emptyCalls, { messageIds: ids });
  await transaction.all(deleteFiles, { ids });
  await transaction.all(dropHeld, { messageIds: ids, now });
  await transaction.all(emptyParts, { messageIds: ids });
  await transaction.all(emptyMessages, { ids, now });
  for (const { id, conversationId } of found) {
    if (conversationId === null) continue;
    await transaction.all(keepOutOfTitle, { id: conversationId, firstId: id });
  }
  return found.length;
}

const privateOver = statement((tables, given: Given<"before" | "limit">) => {
  const isReported = sql`not exists (select 1 from deliveries
    where deliveries.message_id = ${tables.messages.id}
      and deliveries.state in ('held', 'accepted', 'sent')
      and deliveries.created_at >= ${given.before})`;
  return ofFreeLanes(tables, and(sql`privacy = 'private'`, isOver(tables), isReported), ["id"]);
});

const copiesOf = statement(({ orm, attachments, messages, isAmong }, given: Given<"ids">) =>
  orm
    .select({ url: attachments.url, messageSid: messages.sid })
    .from(attachments)
    .innerJoin(messages, eq(messages.id, attachments.messageId))
    .where(and(isAmong(attachments.messageId, given.ids), isNotNull(messages.sid)))
    .orderBy(attachments.messageId, attachments.idx),
);

const deleteAttachments = deleteRows("attachments", { among: "messageId" });

/** Erases the content; the names of the tools and the charges are kept. */
const emptyCalls = updateRows("toolCalls", [], {
  set: { arguments: null, continuation: null, result: null, effect: null },
  among: "messageId",
});

const deleteFiles = statement(
  ({ orm, outgoingFiles, deliveries, isAmong }, given: Given<"ids">) => {
    const parts = orm
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(isAmong(deliveries.messageId, given.ids));
    return orm.delete(outgoingFiles).where(sql`${outgoingFiles.partId} in ${parts}`);
  },
);

const dropHeld = updateRows("deliveries", ["now"], {
  set: { state: "dead" },
  among: "messageId",
  where: sql`state = 'held'`,
});

const emptyParts = updateRows("deliveries", [], { set: { body: "" }, among: "messageId" });

const emptyMessages = updateRows("messages", ["now"], {
  set: {
    privacy: "erased",
    content: null,
    aiResponse: null,
    draft: null,
    mediaUrl: null,
    mediaContentType: null,
    location: null,
    context: null,
    raw: null,
    quotedSid: null,
  },
  among: "id",
});
