export interface Totals {
  readonly users: number;
  readonly messages: number;
  /** The number of messages without an answer, or with an answer that is not being sent yet. */
  readonly open: number;
  readonly dead: number;
}

/** Counts the rows of the main tables, as floating-point numbers: PostgreSQL's others are texts. */
export const COUNT_TOTALS = `
  SELECT (SELECT CAST(count(*) AS double precision) FROM users) AS users,
         CAST(count(*) AS double precision) AS messages,
         CAST(count(*) FILTER (WHERE state IN ('received', 'answered')) AS double precision) AS open,
         CAST(count(*) FILTER (WHERE state = 'dead') AS double precision) AS dead
    FROM messages`;

/** For a query that returned no row, which a count never does. */
export const NO_TOTALS: Totals = { users: 0, messages: 0, open: 0, dead: 0 };
