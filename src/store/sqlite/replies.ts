import { and, eq, gt, lte, sql } from "drizzle-orm";
import type { Asker, TakeOptions } from "../replies.ts";
import type { OpenPart } from "../store.ts";
import type { Connection } from "./connection.ts";
import { readyLane } from "./lanes.ts";
import { deliveries, messages } from "./schema.ts";
import { beginSend } from "./steps.ts";

export function takeReply(
  connection: Connection,
  asker: Asker,
  { graceMs, limit, isFinal }: TakeOptions,
): OpenPart[] | null {
  if (!isFinal && isUnanswered(connection, asker)) return null;
  const open = openPartsOf(connection, asker.userId);
  const uncertain = open.findIndex(({ state }) => state === "sending");
  const ready = open.slice(0, uncertain < 0 ? limit : Math.min(uncertain, limit));
  const isBlocked = ready.length === 0 && open.some(({ state }) => state === "pending");
  if (isBlocked && !isFinal) return null;
  if (ready.length > 0) readyLane(connection, asker.userId, connection.now() + graceMs);
  return ready.map(({ id }) => beginSend(connection, id, graceMs));
}

export function hastenLookups(connection: Connection, userId: number, afterMs: number): boolean {
  const { orm, now } = connection;
  const runAt = sql`max(${now()}, ${deliveries.startedAt} + ${afterMs})`;
  const hastened = orm
    .update(deliveries)
    .set({ runAt })
    .where(and(eq(deliveries.userId, userId), sql`state = 'sending'`, gt(deliveries.runAt, runAt)))
    .returning({ runAt: deliveries.runAt })
    .all();
  for (const part of hastened) readyLane(connection, userId, part.runAt);
  return hastened.length > 0;
}

function isUnanswered({ orm }: Connection, { userId, messageId }: Asker): boolean {
  const waiting = orm
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.userId, userId), lte(messages.id, messageId), sql`state = 'received'`))
    .limit(1)
    .get();
  return waiting !== undefined;
}

function openPartsOf({ orm }: Connection, userId: number) {
  return orm
    .select({ id: deliveries.id, state: deliveries.state })
    .from(deliveries)
    .where(and(eq(deliveries.userId, userId), sql`state in ('pending', 'sending')`))
    .orderBy(deliveries.messageId, deliveries.part)
    .all();
}
