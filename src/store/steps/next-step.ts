import { eq } from "drizzle-orm";
import { decideBeginning, isSuspect } from "../../core/suspects.ts";
import { first, type Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import type { Lane, OpenPart, Step, StepOptions } from "../store.ts";
import { beginTurn, putOff } from "./begin-turn.ts";
import { isDue, nextWork } from "./lanes.ts";

/** Commits the start of a user's oldest open work; null when nothing is due, or it must not begin now. */
export async function nextStep(
  transaction: Transaction,
  { userId }: Lane,
  { graceMs, mayAnswer, maySend, isMerged, suspects }: StepOptions & { readonly maySend: boolean },
): Promise<Step | null> {
  const work = await nextWork(transaction, userId);
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
  if (work.isSending) return { kind: "look-up", part: await readPart(transaction, work.id) };
  return maySend ? { kind: "send", part: await beginSend(transaction, work.id, graceMs) } : null;
}

/** Commits that a part is being sent: what became of it is looked up `graceMs` later. */
export async function beginSend(
  transaction: Transaction,
  partId: number,
  graceMs: number,
): Promise<OpenPart> {
  const { now } = transaction;
  await transaction.all(markSending, { partId, now, lookUpAt: now + graceMs });
  return readPart(transaction, partId);
}

const markSending = statement(({ orm, deliveries }, given: Given<"partId" | "now" | "lookUpAt">) =>
  orm
    .update(deliveries)
    .set({
      state: "sending",
      startedAt: given.now,
      runAt: given.lookUpAt,
      lookups: 0,
      updatedAt: given.now,
    })
    .where(eq(deliveries.id, given.partId)),
);

async function readPart(transaction: Transaction, partId: number): Promise<OpenPart> {
  const row = await first(transaction, partWithOwner, { partId });
  if (row === undefined) throw new Error(`part ${partId} is gone`);
  const { direction, ...part } = row;
  return {
    ...part,
    isNotice: direction === "outbound",
    startedAt: part.startedAt ?? part.createdAt,
  };
}

const partWithOwner = statement(({ orm, deliveries, users, messages }, given: Given<"partId">) =>
  orm
    .select({
      id: deliveries.id,
      messageId: deliveries.messageId,
      part: deliveries.part,
      to: users.replyTo,
      body: deliveries.body,
      mediaUrl: deliveries.mediaUrl,
      nonce: deliveries.nonce,
      attempt: deliveries.attempt,
      lookups: deliveries.lookups,
      direction: messages.direction,
      createdAt: deliveries.createdAt,
      startedAt: deliveries.startedAt,
    })
    .from(deliveries)
    .innerJoin(users, eq(users.id, deliveries.userId))
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .where(eq(deliveries.id, given.partId)),
);
