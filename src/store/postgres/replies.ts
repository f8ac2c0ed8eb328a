import { and, eq, gt, lte, sql } from "drizzle-orm";
import type { Asker, TakeOptions } from "../replies.ts";
import type { OpenPart } from "../store.ts";
import type { Transaction } from "./connection.ts";
import { lockLanes, readyLane } from "./lanes.ts";
import { deliveries, messages } from "./schema.ts";
import { beginSends } from "./steps.ts";

export async function takeReply(
  transaction: Transaction,
  asker: Asker,
  { graceMs, limit, isFinal }: TakeOptions,
): Promise<OpenPart[] | null> {
  const { userId } = asker;
  await lockLanes(transaction, [userId]);
  if (!isFinal && (await isUnanswered(transaction, asker))) return null;
  const open = await openPartsOf(transaction, userId);
  const uncertain = open.findIndex(({ state }) => state === "sending");
  const ready = open.slice(0, uncertain < 0 ? limit : Math.min(uncertain, limit));
  const isBlocked = ready.length === 0 && open.some(({ state }) => state === "pending");
  if (isBlocked && !isFinal) return null;
  if (ready.length === 0) return [];
  await readyLane(transaction, userId, transaction.now + graceMs);
  return beginSends(
    transaction,
    ready.map(({ id }) => id),
    graceMs,
  );
}

export async function hastenLookups(
  transaction: Transaction,
  userId: number,
  afterMs: number,
): Promise<boolean> {
  const { orm, now } = transaction;
  await lockLanes(transaction, [userId]);
  const runAt = sql`greatest(${now}::bigint, ${deliveries.startedAt} + ${afterMs}::bigint)`;
  const hastened = await orm
    .update(deliveries)
    .set({ runAt })
    .where(and(eq(deliveries.userId, userId), sql`state = 'sending'`, gt(deliveries.runAt, runAt)))
    .returning({ runAt: deliveries.runAt });
  if (hastened.length === 0) return false;
  await readyLane(transaction, userId, Math.min(...hastened.map((part) => part.runAt)));
  return true;
}

async function isUnanswered({ orm }: Transaction, { userId, messageId }: Asker): Promise<boolean> {
  const [waiting] = await orm
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.userId, userId), lte(messages.id, messageId), sql`state = 'received'`))
    .limit(1);
  return waiting !== undefined;
}

function openPartsOf({ orm }: Transaction, userId: number) {
  return orm
    .select({ id: deliveries.id, state: deliveries.state })
    .from(deliveries)
    .where(and(eq(deliveries.userId, userId), sql`state in ('pending', 'sending')`))
    .orderBy(deliveries.messageId, deliveries.part);
}
