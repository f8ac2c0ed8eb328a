import { and, eq, inArray } from "drizzle-orm";
import type { RetryOutcome } from "../desk.ts";
import type { Connection } from "./connection.ts";
import { readyLane } from "./lanes.ts";
import { deliveries, messages } from "./schema.ts";

/**
 * Makes open again what had come to its end: a dead message wants an answer, the parts that failed
 * want to be sent. Nobody holds such work, so no fence is needed.
 */
export function retry(connection: Connection, messageId: number): RetryOutcome {
  const { orm, now } = connection;
  const message = orm.select().from(messages).where(eq(messages.id, messageId)).get();
  if (message === undefined || message.direction !== "inbound") return { outcome: "unknown" };
  if (message.state === "received") return { outcome: "under-way" };
  // What a refused person wrote was not kept.
  if (message.state === "discarded") return { outcome: "nothing-to-retry" };
  const parts = orm.select().from(deliveries).where(eq(deliveries.messageId, messageId)).all();
  if (parts.some((part) => part.state === "sending")) return { outcome: "being-sent" };

  const at = now();
  if (message.state === "dead") {
    // An apology that has not left yet would come before the answer, or be sent by a second retry.
    orm
      .delete(deliveries)
      .where(
        and(
          eq(deliveries.messageId, messageId),
          inArray(deliveries.state, ["pending", "failed", "dead"]),
        ),
      )
      .run();
    orm
      .update(messages)
      .set({ state: "received", attempt: 0, starts: 0, firstCallAt: null, runAt: at })
      .where(eq(messages.id, messageId))
      .run();
    readyLane(connection, message.userId, at);
    return { outcome: "answer-again" };
  }
  const failed = parts.filter((part) => part.state === "failed" || part.state === "dead");
  if (failed.length === 0) {
    return { outcome: message.state === "answered" ? "under-way" : "nothing-to-retry" };
  }
  sendAgain(connection, failed, at);
  orm
    .update(messages)
    .set({ state: "answered", isProcessed: false, updatedAt: at })
    .where(eq(messages.id, messageId))
    .run();
  readyLane(connection, message.userId, at);
  return { outcome: "send-again" };
}

// A name of its own for the new send: a late report on the old one must not be taken for it.
function sendAgain(
  { orm }: Connection,
  parts: readonly { readonly id: number }[],
  at: number,
): void {
  const ids = parts.map((part) => part.id);
  orm
    .update(deliveries)
    .set({
      state: "pending",
      sid: null,
      attempt: 0,
      lookups: 0,
      errorCode: null,
      errorMessage: null,
      runAt: at,
      startedAt: null,
      createdAt: at,
      updatedAt: at,
    })
    .where(inArray(deliveries.id, ids))
    .run();
  for (const id of ids) {
    const nonce = crypto.randomUUID().replaceAll("-", "");
    orm.update(deliveries).set({ nonce }).where(eq(deliveries.id, id)).run();
  }
}
