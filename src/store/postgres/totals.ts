import type { SQL, TransactionSQL } from "bun";
import type { Totals } from "../admin-store.ts";

/** Counts the rows of the main tables. */
export async function totals(client: SQL | TransactionSQL): Promise<Totals> {
  const [counted] = await client<Totals[]>`
    SELECT (SELECT count(*) FROM users)::float8 AS users, m.* FROM (
      SELECT count(*)::float8 AS messages,
             count(*) FILTER (WHERE state IN ('received', 'answered'))::float8 AS open,
             count(*) FILTER (WHERE state = 'dead')::float8 AS dead
        FROM messages) AS m`;
  return counted ?? { users: 0, messages: 0, open: 0, dead: 0 };
}
