import { sql } from "drizzle-orm";
import { updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";

export const countPicture = statement(
  ({ orm, spending, whole }, given: Given<"userId" | "day" | "limit">) =>
    orm
      .insert(spending)
      .values({ day: given.day, userId: given.userId, pictures: 1 })
      .onConflictDoUpdate({
        target: [spending.day, spending.userId],
        set: { pictures: sql`${spending.pictures} + 1` },
        setWhere: sql`${whole(given.limit)} = 0 or ${spending.pictures} < ${whole(given.limit)}`,
      })
      .returning({ pictures: spending.pictures }),
);

export const uncountPicture = updateRows("spending", [], {
  set: { pictures: ({ spending }) => sql`${spending.pictures} - 1` },
  by: ["day", "userId"],
  where: ({ spending }) => sql`${spending.pictures} > 0`,
});
