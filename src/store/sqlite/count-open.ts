import { count, sql } from "drizzle-orm";
import { type Connection, prepared } from "./connection.ts";
import { messages } from "./schema.ts";

/** Up to here counting costs next to nothing. */
const FEW = 200;
/** How many more may have been asked for before it is counted again. */
const TRUSTED_FOR = 100;

interface Count {
  total: number;
  asked: number;
}

const counts = new WeakMap<Connection["orm"], Count>();

/**
 * How many messages wait for an answer: exact while they are few. While they are many, what was
 * counted up to a hundred messages ago and one for each since then, so a little too much.
 */
export function openInAll(connection: Connection): number {
  const known = counts.get(connection.orm);
  if (known !== undefined && known.total > FEW && known.asked < TRUSTED_FOR) {
    known.asked += 1;
    known.total += 1;
    return known.total;
  }
  return countOpen(connection);
}

/** The same, counted now. */
export function countOpen(connection: Connection): number {
  const total = allOpen(connection).get()?.total ?? 0;
  counts.set(connection.orm, { total, asked: 0 });
  return total;
}

const allOpen = prepared((orm) =>
  orm
    .select({ total: count() })
    .from(messages)
    .where(sql`state = 'received'`)
    .prepare(),
);
