import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/** Reads an amount of money as text: a number of JavaScript's would round it. */
export const exact = (amount: SQLWrapper): SQL<bigint> =>
  sql`cast(${amount} as text)`.mapWith(BigInt);
