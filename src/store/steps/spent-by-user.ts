import { sql } from "drizzle-orm";
import type { Transaction } from "../driver.ts";
import { deleteRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { addTo } from "./posting.ts";

/** Adds what one user's days and months have cost to those of another, who turned out to be the same. */
export async function moveSpent(
  transaction: Transaction,
  move: { readonly from: number; readonly to: number },
): Promise<void> {
  for (const [add, remove] of [
    [addMoney, removeMoney],
    [addTokens, removeTokens],
  ] as const) {
    await transaction.all(add, move);
    await transaction.all(remove, { userId: move.from });
  }
}

type Move = Given<"from" | "to">;

const addMoney = statement(({ orm, spentMoney, whole }, given: Move) => {
  const moved = sql`select period, ${whole(given.to)}, nano_dollars from ${spentMoney} where user_id = ${given.from}`;
  return orm.insert(spentMoney).select(moved).onConflictDoUpdate(addTo(spentMoney));
});

const addTokens = statement(({ orm, spending, whole, name }, given: Move) => {
  const { day, userId, tokens, media, pictures, isNoticed } = spending;
  const moved = sql`select day, ${whole(given.to)}, tokens, media, pictures, is_noticed from ${spending} where user_id = ${given.from}`;
  return orm
    .insert(spending)
    .select(moved)
    .onConflictDoUpdate({
      target: [day, userId],
      set: {
        tokens: sql`${tokens} + excluded.tokens`,
        media: sql`${media} + excluded.media`,
        pictures: sql`${pictures} + excluded.pictures`,
        isNoticed:
          name === "sqlite"
            ? sql`${isNoticed} | excluded.is_noticed`
            : sql`${isNoticed} or excluded.is_noticed`,
      },
    });
});

const removeMoney = deleteRows("spentMoney", { by: ["userId"] });
const removeTokens = deleteRows("spending", { by: ["userId"] });
