import { and, eq, gt, gte, isNull, lt, sql } from "drizzle-orm";
import { first, inserted, type Transaction } from "../driver.ts";
import { deleteRows, insertRow, selectRows, updateRows } from "../plain-statements.ts";
import { type Dialect, type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";
import { titleOf } from "../title-of.ts";

type Active = Given<"userId" | "since">;

const isActive = ({ conversations }: Pick<Tables, "conversations">, given: Active) =>
  and(
    eq(conversations.userId, given.userId),
    eq(conversations.isActive, true),
    gte(conversations.updatedAt, given.since),
  );

const keptTitle = ({ conversations }: Tables, given: Given<"title">) =>
  sql`coalesce(${conversations.title}, ${given.title})`;

/**
 * The conversation of a new message of a user; none if it has been idle since before `since`. Asking
 * for the greatest id would make SQLite scan the whole table.
 */
export const conversationNow = (
  { orm, conversations: table }: Pick<Dialect & Tables, "orm" | "conversations">,
  given: Active,
) =>
  sql`(${orm
    .select({ id: table.id })
    .from(table)
    .where(isActive({ conversations: table }, given))
    .limit(1)})`;

/**
 * Extends the active conversation; returns no rows if there is none, or it was idle for too long.
 */
export const touchActive = updateRows("conversations", ["now"], {
  set: { title: keptTitle },
  where: isActive,
  returning: ["id"],
});

/** Begins a conversation, named after this text, in place of the active one; returns its id. */
export async function renewConversation(
  transaction: Transaction,
  userId: number,
  text: string,
): Promise<number> {
  const { now } = transaction;
  await transaction.all(endActive, { userId, now });
  const values = { userId, title: titleOf(text), now };
  return (await inserted(transaction, insertConversation, values)).id;
}

const endActive = updateRows("conversations", ["now"], {
  set: { isActive: false },
  by: ["userId"],
  where: ({ conversations }) => eq(conversations.isActive, true),
});

const insertConversation = insertRow("conversations", ["userId", "title", "now"], {
  returning: ["id"],
});

export async function endConversation(
  transaction: Transaction,
  userId: number,
  messageId: number,
): Promise<boolean> {
  const next = await first(transaction, nextWaiting, { userId, messageId });
  if (next === undefined) {
    await transaction.all(endActive, { userId, now: transaction.now });
    return true;
  }
  const conversationId = await renewConversation(transaction, userId, next.content ?? "");
  await transaction.all(moveWaiting, { userId, messageId, conversationId });
  return true;
}

const isWaitingBehind = ({ messages }: Tables, given: Given<"messageId">) =>
  and(gt(messages.id, given.messageId), sql`state = 'received'`);

const nextWaiting = selectRows("messages", ["content"], {
  by: ["userId"],
  where: isWaitingBehind,
  orderBy: ["id"],
  limit: 1,
});

const moveWaiting = updateRows("messages", ["conversationId"], {
  by: ["userId"],
  where: isWaitingBehind,
});

/**
 * Makes the active conversations of two rows of one user one, so that each address remembers what
 * the other said.
 */
export async function joinConversations(
  transaction: Transaction,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const kept = await first(transaction, activeOf, { userId: to });
  const other = await first(transaction, activeOf, { userId: from });
  if (kept === undefined || other === undefined) return;
  const values = { from: other.id, to: kept.id };
  await transaction.all(moveConversation, values);
  await transaction.all(extendConversation, {
    id: kept.id,
    title: other.title,
    updatedAt: Math.max(kept.updatedAt, other.updatedAt),
  });
  await transaction.all(deleteConversation, { id: other.id });
}

const activeOf = selectRows("conversations", ["id", "title", "updatedAt"], {
  by: ["userId"],
  where: ({ conversations }) => eq(conversations.isActive, true),
  limit: 1,
});

const moveConversation = updateRows("messages", [], {
  set: { conversationId: (_, given: Given<"to">) => given.to },
  where: ({ messages }, given: Given<"from">) => eq(messages.conversationId, given.from),
});

const extendConversation = updateRows("conversations", ["updatedAt"], {
  set: { title: keptTitle, historyFrom: null },
  by: ["id"],
});

const deleteConversation = deleteRows("conversations", { by: ["id"] });

/** A conversation that began with a command, or in private, is named after what follows. */
export const keepOutOfTitle = statement(
  ({ orm, conversations, messages }, given: Given<"id" | "firstId">) => {
    const other = orm
      .select({ id: messages.id })
      .from(messages)
      .where(
        and(
          eq(messages.conversationId, given.id),
          isNull(messages.topic),
          isNull(messages.privacy),
          lt(messages.id, given.firstId),
        ),
      );
    return orm
      .update(conversations)
      .set({ title: null })
      .where(and(eq(conversations.id, given.id), sql`not exists ${other}`));
  },
);
