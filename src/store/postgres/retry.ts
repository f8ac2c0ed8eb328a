import { eq } from "drizzle-orm";
import { decideRetry, refuseRetry, unsent } from "../decide-retry.ts";
import type { RetryOutcome } from "../desk.ts";
import { createNonce } from "../nonce.ts";
import type { Transaction } from "./connection.ts";
import { queueJobs } from "./jobs.ts";
import { lockLane, readyLane } from "./lanes.ts";
import { deliveries, messages } from "./schema.ts";

/**
 * Makes open again what had come to its end: a dead message is the server's job, which answers it
 * together with those of its burst; the parts that failed are sent again. Decided with the lane
 * locked, so that nobody works on it meanwhile.
 */
export async function retry(transaction: Transaction, messageId: number): Promise<RetryOutcome> {
  const asked = await readMessage(transaction, messageId);
  if (asked === undefined) return { outcome: "unknown" };
  await lockLane(transaction, asked.userId);
  const message = await readMessage(transaction, messageId);
  if (message === undefined) return { outcome: "unknown" };
  const refusal = refuseRetry(message);
  if (refusal !== null) return refusal;
  const owner = (await readMessage(transaction, message.answeredBy ?? messageId)) ?? message;
  const parts = await transaction.orm
    .select({ id: deliveries.id, state: deliveries.state })
    .from(deliveries)
    .where(eq(deliveries.messageId, owner.id));
  const decision = decideRetry(owner, parts);
  if (decision.outcome === "answer-again") {
    await queueJobs(transaction, [{ kind: "retry", payload: { messageId: String(owner.id) } }]);
  } else if (decision.outcome === "send-again") {
    await sendAgain(transaction, owner, decision.partIds);
  }
  return { outcome: decision.outcome };
}

async function readMessage({ orm }: Transaction, id: number) {
  const { userId, direction, state, answeredBy } = messages;
  const [row] = await orm
    .select({ id: messages.id, userId, direction, state, answeredBy })
    .from(messages)
    .where(eq(messages.id, id));
  return row;
}

async function sendAgain(
  transaction: Transaction,
  { id, userId }: { readonly id: number; readonly userId: number },
  partIds: readonly number[],
): Promise<void> {
  const { orm, now } = transaction;
  for (const partId of partIds) {
    await orm
      .update(deliveries)
      .set({ ...unsent(now), nonce: createNonce() })
      .where(eq(deliveries.id, partId));
  }
  await orm
    .update(messages)
    .set({ state: "answered", isProcessed: false, updatedAt: now })
    .where(eq(messages.id, id));
  await readyLane(transaction, userId, now);
}
