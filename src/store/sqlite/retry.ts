import { eq } from "drizzle-orm";
import { decideRetry, refuseRetry, unsent } from "../decide-retry.ts";
import type { RetryOutcome } from "../desk.ts";
import { createNonce } from "../nonce.ts";
import type { Connection } from "./connection.ts";
import { queueJobs } from "./jobs.ts";
import { readyLane } from "./lanes.ts";
import { deliveries, messages } from "./schema.ts";

/**
 * Makes open again what had come to its end: a dead message is the server's job, which answers it
 * together with those of its burst; the parts that failed are sent again. Nobody holds such work, so
 * no fence is needed.
 */
export function retry(connection: Connection, messageId: number): RetryOutcome {
  const message = readMessage(connection, messageId);
  if (message === undefined) return { outcome: "unknown" };
  const refusal = refuseRetry(message);
  if (refusal !== null) return refusal;
  const owner = readMessage(connection, message.answeredBy ?? messageId) ?? message;
  const { orm } = connection;
  const parts = orm.select().from(deliveries).where(eq(deliveries.messageId, owner.id)).all();
  const decision = decideRetry(owner, parts);
  if (decision.outcome === "answer-again") {
    queueJobs(connection, [{ kind: "retry", payload: { messageId: String(owner.id) } }]);
  } else if (decision.outcome === "send-again") {
    sendAgain(connection, owner, decision.partIds);
  }
  return { outcome: decision.outcome };
}

function readMessage({ orm }: Connection, id: number) {
  return orm.select().from(messages).where(eq(messages.id, id)).get();
}

function sendAgain(
  connection: Connection,
  { id, userId }: Pick<typeof messages.$inferSelect, "id" | "userId">,
  partIds: readonly number[],
): void {
  const { orm, now } = connection;
  const at = now();
  for (const partId of partIds) {
    orm
      .update(deliveries)
      .set({ ...unsent(at), nonce: createNonce() })
      .where(eq(deliveries.id, partId))
      .run();
  }
  orm
    .update(messages)
    .set({ state: "answered", isProcessed: false, updatedAt: at })
    .where(eq(messages.id, id))
    .run();
  readyLane(connection, userId, at);
}
