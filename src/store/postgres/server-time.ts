import { type SQL as Expression, sql } from "drizzle-orm";
import type { Clock } from "../../core/ports.ts";

const SERVER_TIME = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`.mapWith(
  Number,
);

/**
 * An expression that says what time it is: by the server's own clock, or by the one that is given,
 * for whoever moves time by hand.
 */
export function timeOf(clock: Pick<Clock, "now"> | undefined): () => Expression<number> {
  if (clock === undefined) return () => SERVER_TIME;
  return () => sql<number>`${clock.now()}::bigint`.mapWith(Number);
}
