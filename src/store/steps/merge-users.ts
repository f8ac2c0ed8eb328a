import { eq } from "drizzle-orm";
import type { Transaction } from "../driver.ts";
import { mergedFrom } from "../user-identity.ts";
import { type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";
import { moveFacts } from "./facts.ts";
import { readyLane } from "./lanes.ts";
import { moveSpent } from "./spent-by-user.ts";
import { mergeReminders } from "./reminders.ts";
import { holdBack } from "./take-over.ts";

type User = Tables["users"]["$inferSelect"];

/**
 * Moves the history of a user's newer rows to the oldest, and returns the merged columns, which are
 * not stored yet.
 */
export async function mergeAll(
  transaction: Transaction,
  older: User,
  newer: readonly User[],
): Promise<User> {
  const merged = { ...older };
  for (const one of newer) {
    await merge(transaction, older, one);
    Object.assign(merged, mergedFrom(merged, one));
  }
  // The bot is silent in the work of both.
  if (newer.length > 0 && merged.takenOverAt !== null) await holdBack(transaction, older.id);
  return merged;
}

// Deleting the newer row deletes its lane, and with it the fence of its holder: that work is found
// open under the older lane and begun again.
async function merge(transaction: Transaction, older: User, newer: User): Promise<void> {
  const { now } = transaction;
  await transaction.all(endConversations, { userId: older.id, now });
  const move = { from: newer.id, to: older.id };
  for (const moveRows of MOVES) await transaction.all(moveRows, move);
  await moveSpent(transaction, move);
  await moveFacts(transaction, newer.id, older.id);
  await mergeReminders(transaction, move, older.timeZone ?? newer.timeZone);
  await transaction.all(deleteUser, { userId: newer.id });
  await readyLane(transaction, older.id, now);
}

const endConversations = statement(({ orm, conversations }, given: Given<"userId" | "now">) =>
  orm
    .update(conversations)
    .set({ isActive: false, updatedAt: given.now })
    .where(eq(conversations.userId, given.userId)),
);

type Moved =
  | "conversations"
  | "messages"
  | "deliveries"
  | "charges"
  | "adminAudit"
  | "webhookEvents";

const moving = (table: Moved) =>
  statement(({ orm, tables }, given: Given<"from" | "to">) =>
    orm.update(tables[table]).set({ userId: given.to }).where(eq(tables[table].userId, given.from)),
  );

const MOVES = [
  moving("conversations"),
  moving("messages"),
  moving("deliveries"),
  moving("charges"),
  moving("adminAudit"),
  moving("webhookEvents"),
];

/** Deletes a user with everything that refers to the row, including the lane. */
export const deleteUser = statement(({ orm, users }, given: Given<"userId">) =>
  orm.delete(users).where(eq(users.id, given.userId)).returning({ id: users.id }),
);
