import { sql } from "drizzle-orm";
import type { Transaction } from "../driver.ts";
import { updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";

export async function countPicture(
  transaction: Transaction,
  userId: number,
  day: string,
  limit: number,
): Promise<boolean> {
  return (await transaction.all(countOne, { userId, day, limit })).length > 0;
}

const countOne = statement(({ orm, spending, whole }, given: Given<"userId" | "day" | "limit">) =>
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

export async function uncountPicture(
  transaction: Transaction,
  userId: number,
  day: string,
): Promise<void> {
  await transaction.all(uncountOne, { userId, day });
}

const uncountOne = updateRows("spending", [], {
  set: { pictures: ({ spending }) => sql`${spending.pictures} - 1` },
  by: ["day", "userId"],
  where: ({ spending }) => sql`${spending.pictures} > 0`,
});
