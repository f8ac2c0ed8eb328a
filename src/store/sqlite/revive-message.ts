import { and, eq, sql } from "drizzle-orm";
import type { Connection } from "./connection.ts";
import { readyLane } from "./lanes.ts";
import { deliveries, messages } from "./schema.ts";

export function reviveMessage(connection: Connection, messageId: number): boolean {
  const { orm } = connection;
  const at = connection.now();
  const revived = orm
    .update(messages)
    .set({
      state: "received",
      attempt: 0,
      starts: 0,
      firstCallAt: null,
      runAt: at,
      errorMessage: null,
      updatedAt: at,
    })
    .where(and(eq(messages.id, messageId), sql`state = 'dead'`))
    .returning({ userId: messages.userId })
    .get();
  if (revived === undefined) return false;
  // Nobody wants to read the apology any more, when it has not been sent yet.
  orm
    .update(deliveries)
    .set({ state: "dead", updatedAt: at })
    .where(and(eq(deliveries.messageId, messageId), sql`state = 'pending'`))
    .run();
  readyLane(connection, revived.userId, at);
  return true;
}
