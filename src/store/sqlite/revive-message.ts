import { and, eq, or, sql } from "drizzle-orm";
import type { Connection } from "./connection.ts";
import { readyLane } from "./lanes.ts";
import { deliveries, messages } from "./schema.ts";

export function reviveMessage(connection: Connection, messageId: number): boolean {
  const { orm } = connection;
  const at = connection.now();
  const dead = orm
    .select({ turn: messages.answeredBy })
    .from(messages)
    .where(and(eq(messages.id, messageId), sql`state = 'dead'`))
    .get();
  if (dead === undefined) return false;
  // Those that were given up together stand together again, and their apology is the last one's.
  const turn = dead.turn ?? messageId;
  const revived = orm
    .update(messages)
    .set({
      state: "received",
      attempt: 0,
      starts: 0,
      firstCallAt: null,
      runAt: at,
      answeredBy: null,
      errorMessage: null,
      updatedAt: at,
    })
    .where(and(or(eq(messages.id, messageId), eq(messages.answeredBy, turn)), sql`state = 'dead'`))
    .returning({ userId: messages.userId })
    .get();
  // Nobody wants to read the apology any more, when it has not been sent yet.
  orm
    .update(deliveries)
    .set({ state: "dead", updatedAt: at })
    .where(and(eq(deliveries.messageId, turn), sql`state = 'pending'`))
    .run();
  readyLane(connection, revived.userId, at);
  return true;
}
