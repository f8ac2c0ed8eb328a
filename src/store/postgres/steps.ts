import { eq, inArray } from "drizzle-orm";
import type { Lane, OpenPart, Step, StepOptions } from "../store.ts";
import { decideBeginning, isSuspect } from "../../core/suspects.ts";
import type { Transaction } from "./connection.ts";
import { isDue, nextWork, renewLane } from "./lanes.ts";
import { deliveries, messages, users } from "./schema.ts";
import { beginTurn, putOff } from "./turns.ts";

export async function nextStep(
  transaction: Transaction,
  lane: Lane,
  { leaseMs, graceMs, mayAnswer, isMerged, suspects }: StepOptions,
): Promise<Step | null> {
  await renewLane(transaction, lane, leaseMs);
  const work = await nextWork(transaction, lane.userId);
  if (work === null || !isDue(work.runAt, transaction.now)) return null;
  if (work.kind === "message") {
    if (!mayAnswer) return null;
    const beginning = decideBeginning(work, suspects);
    if (beginning === "report") return { kind: "suspect", messageId: work.id };
    if (suspects.kind === "put-off" && beginning === "put-off") {
      await putOff(transaction, work.id, suspects.delayMs);
      return null;
    }
    const how = { isMerged: isMerged && !isSuspect(work), isCounted: beginning !== "uncounted" };
    return { kind: "answer", turn: await beginTurn(transaction, work.id, how) };
  }
  const [part] = await (work.isSending
    ? readParts(transaction, [work.id])
    : beginSends(transaction, [work.id], graceMs));
  if (part === undefined) throw new Error(`part ${work.id} is gone`);
  return { kind: work.isSending ? "look-up" : "send", part };
}

/** Commits that parts are being sent: what becomes of them is looked up `graceMs` later. */
export async function beginSends(
  transaction: Transaction,
  partIds: readonly number[],
  graceMs: number,
): Promise<OpenPart[]> {
  const { orm, now } = transaction;
  await orm
    .update(deliveries)
    .set({ state: "sending", startedAt: now, runAt: now + graceMs, lookups: 0, updatedAt: now })
    .where(inArray(deliveries.id, [...partIds]));
  return readParts(transaction, partIds);
}

async function readParts({ orm }: Transaction, partIds: readonly number[]): Promise<OpenPart[]> {
  const rows = await orm
    .select({ part: deliveries, to: users.replyTo, direction: messages.direction })
    .from(deliveries)
    .innerJoin(users, eq(users.id, deliveries.userId))
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .where(inArray(deliveries.id, [...partIds]))
    .orderBy(deliveries.messageId, deliveries.part);
  return rows.map(({ part, to, direction }) => ({
    id: part.id,
    messageId: part.messageId,
    part: part.part,
    to,
    body: part.body,
    mediaUrl: part.mediaUrl,
    nonce: part.nonce,
    attempt: part.attempt,
    lookups: part.lookups,
    isNotice: direction === "outbound",
    createdAt: part.createdAt,
    startedAt: part.startedAt ?? part.createdAt,
  }));
}
