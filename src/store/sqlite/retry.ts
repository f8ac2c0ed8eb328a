import { eq } from "drizzle-orm";
import type { RetryOutcome } from "../desk.ts";
import type { Connection } from "./connection.ts";
import { queueJobs } from "./jobs.ts";
import { readyLane } from "./lanes.ts";
import { createNonce } from "./queue-parts.ts";
import { deliveries, messages } from "./schema.ts";

/**
 * Makes open again what had come to its end: a dead message is the server's job, which answers it
 * together with those of its burst; the parts that failed are sent again. Nobody holds such work, so
 * no fence is needed.
 */
export function retry(connection: Connection, messageId: number): RetryOutcome {
  const message = readMessage(connection, messageId);
  if (message === undefined || message.direction !== "inbound") return { outcome: "unknown" };
  if (message.state === "received") return { outcome: "under-way" };
  // What a refused person wrote was not kept.
  if (message.state === "discarded") return { outcome: "nothing-to-retry" };
  // The parts hang on the last message of a burst.
  const owner = readMessage(connection, message.answeredBy ?? messageId) ?? message;
  const { orm } = connection;
  const parts = orm.select().from(deliveries).where(eq(deliveries.messageId, owner.id)).all();
  if (parts.some((part) => part.state === "sending")) return { outcome: "being-sent" };
  if (owner.state === "dead") {
    queueJobs(connection, [{ kind: "retry", payload: { messageId: String(owner.id) } }]);
    return { outcome: "answer-again" };
  }
  const failed = parts.filter((part) => part.state === "failed" || part.state === "dead");
  if (failed.length > 0) return sendAgain(connection, owner, failed);
  return { outcome: owner.state === "answered" ? "under-way" : "nothing-to-retry" };
}

function readMessage({ orm }: Connection, id: number) {
  return orm.select().from(messages).where(eq(messages.id, id)).get();
}

function sendAgain(
  connection: Connection,
  { id, userId }: Pick<typeof messages.$inferSelect, "id" | "userId">,
  parts: readonly { readonly id: number }[],
): RetryOutcome {
  const { orm, now } = connection;
  const at = now();
  for (const part of parts) {
    orm
      .update(deliveries)
      .set({
        state: "pending",
        // Names of its own for the new send: a late report on the old one must not be taken for it.
        sid: null,
        nonce: createNonce(),
        attempt: 0,
        lookups: 0,
        errorCode: null,
        errorMessage: null,
        runAt: at,
        startedAt: null,
        createdAt: at,
        updatedAt: at,
      })
      .where(eq(deliveries.id, part.id))
      .run();
  }
  orm
    .update(messages)
    .set({ state: "answered", isProcessed: false, updatedAt: at })
    .where(eq(messages.id, id))
    .run();
  readyLane(connection, userId, at);
  return { outcome: "send-again" };
}
