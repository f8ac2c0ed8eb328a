import { and, count, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import type { Lane, Turn } from "../store.ts";
import { idsOf } from "../turn.ts";
import type { Transaction } from "./connection.ts";
import { messages } from "./schema.ts";

/** Changes all messages of a turn, or none when one of them does not wait any more. */
export async function changeWaiting(
  transaction: Transaction,
  lane: Lane,
  turn: Turn,
  values: PgUpdateSetSource<typeof messages>,
  condition?: SQL,
): Promise<boolean> {
  const changed = await transaction.orm
    .update(messages)
    .set({ ...values, updatedAt: transaction.now })
    .where(and(inArray(messages.id, idsOf(turn)), isWaiting(transaction, lane, turn, condition)))
    .returning({ id: messages.id });
  return changed.length > 0;
}

/** Whether every message of a turn still waits for its answer. */
export function isWaiting({ orm }: Transaction, lane: Lane, turn: Turn, condition?: SQL): SQL {
  const ids = idsOf(turn);
  const waiting = orm
    .select({ total: count() })
    .from(messages)
    .where(
      and(
        inArray(messages.id, ids),
        eq(messages.userId, lane.userId),
        sql`state = 'received'`,
        condition,
      ),
    );
  return sql`(${waiting}) = ${ids.length}`;
}
