import { and, eq, gte, sql } from "drizzle-orm";
import { titleOf } from "../title-of.ts";
import type { Transaction } from "./connection.ts";
import { conversations } from "./schema.ts";

/**
 * Keeps the conversation that a message belongs to going; null, and it is over, when it rested for
 * longer than `restMs`.
 */
export async function continueConversation(
  { orm, now }: Transaction,
  userId: number,
  text: string,
  restMs: number,
): Promise<number | null> {
  const active = and(eq(conversations.userId, userId), eq(conversations.isActive, true));
  const title = sql.param(titleOf(text), conversations.title);
  const [current] = await orm
    .update(conversations)
    .set({ updatedAt: now, title: sql`coalesce(${conversations.title}, ${title})` })
    .where(and(active, gte(conversations.updatedAt, now - restMs)))
    .returning({ id: conversations.id });
  if (current !== undefined) return current.id;
  await orm.update(conversations).set({ isActive: false }).where(active);
  return null;
}

/** Begins one that has this text's beginning for a title; returns its id. */
export async function beginConversation(
  { orm, now }: Transaction,
  userId: number,
  text: string,
): Promise<number> {
  const [row] = await orm
    .insert(conversations)
    .values({ userId, title: titleOf(text), createdAt: now, updatedAt: now })
    .returning({ id: conversations.id });
  if (row === undefined) throw new Error("PostgreSQL returned no id for a new conversation");
  return row.id;
}
