import { and, eq, inArray, or } from "drizzle-orm";
import type { RetryOutcome } from "../desk.ts";
import type { Connection } from "./connection.ts";
import { readyLane } from "./lanes.ts";
import { deliveries, messages } from "./schema.ts";

/** What was never said, or was said in vain. */
const UNSENT = ["pending", "failed", "dead"] as const;

/**
 * Makes open again what had come to its end: a dead message wants an answer, together with those of
 * its burst; the parts that failed want to be sent. Nobody holds such work, so no fence is needed.
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
  if (owner.state === "dead") return answerAgain(connection, owner);
  const failed = parts.filter((part) => part.state === "failed" || part.state === "dead");
  if (failed.length > 0) return sendAgain(connection, owner, failed);
  return { outcome: owner.state === "answered" ? "under-way" : "nothing-to-retry" };
}

type Owner = Pick<typeof messages.$inferSelect, "id" | "userId">;

function readMessage({ orm }: Connection, id: number) {
  return orm.select().from(messages).where(eq(messages.id, id)).get();
}

function answerAgain(connection: Connection, { id, userId }: Owner): RetryOutcome {
  const { orm, now } = connection;
  const at = now();
  // An apology that has not left yet would come before the answer, or be sent by a second retry.
  orm
    .delete(deliveries)
    .where(and(eq(deliveries.messageId, id), inArray(deliveries.state, [...UNSENT])))
    .run();
  orm
    .update(messages)
    .set({
      state: "received",
      attempt: 0,
      starts: 0,
      firstCallAt: null,
      answeredBy: null,
      errorMessage: null,
      runAt: at,
      updatedAt: at,
    })
    .where(and(eq(messages.state, "dead"), or(eq(messages.id, id), eq(messages.answeredBy, id))))
    .run();
  readyLane(connection, userId, at);
  return { outcome: "answer-again" };
}

function sendAgain(
  connection: Connection,
  { id, userId }: Owner,
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
        nonce: crypto.randomUUID().replaceAll("-", ""),
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
