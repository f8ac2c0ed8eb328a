import type { Database } from "bun:sqlite";
import type { Totals } from "../admin-store.ts";

/** Counts the rows of the main tables. */
export function totals(database: Database): Totals {
  const counted = database
    .query<Totals, []>(
      `SELECT (SELECT count(*) FROM users) AS users,
              (SELECT count(*) FROM messages) AS messages,
              (SELECT count(*) FROM messages WHERE state IN ('received', 'answered')) AS open,
              (SELECT count(*) FROM messages WHERE state = 'dead') AS dead`,
    )
    .get();
  return counted ?? { users: 0, messages: 0, open: 0, dead: 0 };
}
