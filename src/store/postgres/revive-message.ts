import { and, eq, or, sql } from "drizzle-orm";
import type { Transaction } from "./connection.ts";
import { readyLane } from "./lanes.ts";
import { deliveries, messages } from "./schema.ts";

export async function reviveMessage(transaction: Transaction, messageId: number): Promise<boolean> {
  const { orm, now } = transaction;
  const [dead] = await orm
    .select({ userId: messages.userId, turn: messages.answeredBy })
    .from(messages)
    .where(and(eq(messages.id, messageId), sql`state = 'dead'`));
  if (dead === undefined) return false;
  await readyLane(transaction, dead.userId, now);
  // Those that were given up together stand together again, and their apology is the last one's.
  const turn = dead.turn ?? messageId;
  const revived = await orm
    .update(messages)
    .set({
      state: "received",
      attempt: 0,
      starts: 0,
      firstCallAt: null,
      runAt: now,
      answeredBy: null,
      errorMessage: null,
      updatedAt: now,
    })
    .where(and(or(eq(messages.id, messageId), eq(messages.answeredBy, turn)), sql`state = 'dead'`))
    .returning({ id: messages.id });
  if (revived.length === 0) return false;
  // Nobody wants to read the apology any more, when it has not been sent yet.
  await orm
    .update(deliveries)
    .set({ state: "dead", updatedAt: now })
    .where(and(eq(deliveries.messageId, turn), sql`state = 'pending'`));
  return true;
}
