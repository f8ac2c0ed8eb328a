import { sql } from "drizzle-orm";
import { pick } from "../pick.ts";
import type { Tables } from "../tables.ts";

/**
 * The time of the last message of a user, in a statement that selects from `users`. To ask for the
 * greatest time would read all that the user ever wrote.
 */
export const lastWroteAt = sql<number | null>`(select m.created_at from messages m
  where m.user_id = users.id and m.direction = 'inbound' order by m.created_at desc limit 1)`.mapWith(
  Number,
);

/** The columns of a user that each list of users shows. */
export const summaryOf = ({ users }: Pick<Tables, "users">) => ({
  ...pick(users, "id", "phoneNumber", "externalUserId"),
  name: users.whatsappName,
  ...pick(users, "isWhitelisted", "isActive", "dailyBudget", "monthlyBudget"),
  isOptedOut: sql`${users.optedOutAt} is not null`.mapWith(Boolean),
});
