import {
  aliasedTable,
  and,
  desc,
  eq,
  gte,
  inArray,
  isNull,
  lt,
  lte,
  ne,
  notExists,
  sql,
} from "drizzle-orm";
import { toPastMessages } from "../past-messages.ts";
import type { PastMessage, Turn } from "../store.ts";
import { STARTS_TOGETHER } from "../../core/suspects.ts";
import { firstIdOf, idsOf, MAX_BURST, toTurn, toTurnUser } from "../turn.ts";
import type { Connection, Transaction } from "./connection.ts";
import { conversations, messages, users } from "./schema.ts";
import { keepSpent } from "./spending.ts";

/** Counts one more start of a waiting message, and when merged of all that wait behind it. */
export async function beginTurn(
  transaction: Transaction,
  headId: number,
  { isMerged, isCounted }: { readonly isMerged: boolean; readonly isCounted: boolean },
): Promise<Turn> {
  const { orm, now } = transaction;
  const rows = await orm
    .update(messages)
    .set({ starts: sql`${messages.starts} + ${isCounted ? 1 : 0}::integer`, updatedAt: now })
    .where(isMerged ? inArray(messages.id, burstOf(transaction, headId)) : eq(messages.id, headId))
    .returning();
  const turn = toTurn(rows);
  const begun = { ...turn, user: await readUser(transaction, turn.userId, firstIdOf(turn)) };
  // A call that a crash cut off was paid for, whatever becomes of this start.
  if (begun.starts > 1) await keepSpent(transaction, idsOf(begun));
  return begun;
}

export async function putOff(
  { orm, now }: Transaction,
  id: number,
  delayMs: number,
): Promise<void> {
  await orm
    .update(messages)
    .set({ runAt: now + delayMs, updatedAt: now })
    .where(eq(messages.id, id));
}

export async function spareTurn(transaction: Transaction, turn: Turn): Promise<boolean> {
  const { orm, now } = transaction;
  await orm
    .update(messages)
    .set({ starts: sql`greatest(${messages.starts} - 1, 0)`, updatedAt: now })
    .where(and(inArray(messages.id, idsOf(turn)), sql`state = 'received'`));
  await keepSpent(transaction, idsOf(turn));
  return true;
}

/** A message and what waits behind it in its conversation, up to the first that must be begun alone. */
function burstOf({ orm }: Transaction, headId: number) {
  const head = aliasedTable(messages, "head");
  const suspect = aliasedTable(messages, "suspect");
  const suspectUpTo = orm
    .select({ id: suspect.id })
    .from(suspect)
    .where(
      and(
        eq(suspect.userId, messages.userId),
        eq(suspect.conversationId, messages.conversationId),
        lte(suspect.id, messages.id),
        gte(suspect.starts, STARTS_TOGETHER),
        sql`${suspect.state} = 'received'`,
      ),
    );
  return orm
    .select({ id: messages.id })
    .from(messages)
    .innerJoin(
      head,
      and(eq(head.userId, messages.userId), eq(head.conversationId, messages.conversationId)),
    )
    .where(and(eq(head.id, headId), sql`${messages.state} = 'received'`, notExists(suspectUpTo)))
    .orderBy(messages.id)
    .limit(MAX_BURST);
}

async function readUser({ orm }: Transaction, userId: number, firstId: number) {
  const before = orm
    .select({ topic: messages.topic, at: messages.createdAt })
    .from(messages)
    .where(
      and(
        eq(messages.userId, userId),
        lt(messages.id, firstId),
        eq(messages.direction, "inbound"),
        ne(messages.state, "discarded"),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(1)
    .as("before");
  const [row] = await orm
    .select()
    .from(users)
    .leftJoin(before, sql`true`)
    .where(eq(users.id, userId));
  if (row === undefined) throw new Error(`message ${firstId} is nobody's`);
  return toTurnUser(row.users, row.before);
}

export async function history(
  { orm }: Connection,
  turn: Turn,
  limit: number,
): Promise<PastMessage[]> {
  const from = orm
    .select({ id: sql`coalesce(${conversations.historyFrom}, 0)` })
    .from(conversations)
    .where(eq(conversations.id, turn.conversationId));
  const rows = await orm
    .select({
      messageId: messages.id,
      receivedAt: messages.createdAt,
      direction: messages.direction,
      type: messages.messageType,
      isForwarded: messages.isForwarded,
      content: messages.content,
      aiResponse: messages.aiResponse,
    })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, turn.conversationId),
        eq(messages.userId, turn.userId),
        gte(messages.id, sql`(${from})`),
        lt(messages.id, firstIdOf(turn)),
        sql`state in ('answered', 'done', 'dead')`,
        isNull(messages.topic),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(limit);
  return toPastMessages(rows, limit);
}
