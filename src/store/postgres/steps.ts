import { eq } from "drizzle-orm";
import type { Lane, OpenPart, Step, StepOptions } from "../store.ts";
import type { Transaction } from "./connection.ts";
import { isDue, nextWork, renewLane } from "./lanes.ts";
import { deliveries, messages, users } from "./schema.ts";
import { beginTurn } from "./turns.ts";

export async function nextStep(
  transaction: Transaction,
  lane: Lane,
  { leaseMs, graceMs, mayAnswer, isMerged }: StepOptions,
): Promise<Step | null> {
  await renewLane(transaction, lane, leaseMs);
  const work = await nextWork(transaction, lane.userId);
  if (work === null || !isDue(work.runAt, transaction.now)) return null;
  if (work.kind === "message") {
    if (!mayAnswer) return null;
    return { kind: "answer", turn: await beginTurn(transaction, work.id, isMerged) };
  }
  return work.isSending
    ? { kind: "look-up", part: await readPart(transaction, work.id) }
    : { kind: "send", part: await beginSend(transaction, work.id, graceMs) };
}

/** Commits that a part is being sent: what becomes of it is looked up `graceMs` later. */
export async function beginSend(
  transaction: Transaction,
  partId: number,
  graceMs: number,
): Promise<OpenPart> {
  const { orm, now } = transaction;
  await orm
    .update(deliveries)
    .set({ state: "sending", startedAt: now, runAt: now + graceMs, lookups: 0, updatedAt: now })
    .where(eq(deliveries.id, partId));
  return readPart(transaction, partId);
}

async function readPart({ orm }: Transaction, partId: number): Promise<OpenPart> {
  const [row] = await orm
    .select()
    .from(deliveries)
    .innerJoin(users, eq(users.id, deliveries.userId))
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .where(eq(deliveries.id, partId));
  if (row === undefined) throw new Error(`part ${partId} is gone`);
  const { deliveries: part, users: user, messages: message } = row;
  return {
    id: part.id,
    messageId: part.messageId,
    part: part.part,
    to: user.replyTo,
    body: part.body,
    mediaUrl: part.mediaUrl,
    nonce: part.nonce,
    attempt: part.attempt,
    lookups: part.lookups,
    isNotice: message.direction === "outbound",
    createdAt: part.createdAt,
    startedAt: part.startedAt ?? part.createdAt,
  };
}
