import { sql } from "drizzle-orm";

/**
 * The time of the last message of a user, in a statement that selects from `users`. To ask for the
 * greatest time would read all that the user ever wrote.
 */
export const lastWroteAt = sql<number | null>`(select m.created_at from messages m
  where m.user_id = users.id and m.direction = 'inbound' order by m.created_at desc limit 1)`.mapWith(
  Number,
);
