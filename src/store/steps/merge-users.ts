import { eq, sql } from "drizzle-orm";
import { first, type Transaction } from "../driver.ts";
import { mergedFrom } from "../user-identity.ts";
import { deleteRows, selectRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";
import { joinConversations } from "./conversations.ts";
import { moveFacts } from "./facts.ts";
import { readyLane } from "./lanes.ts";
import { nextWork } from "./open-work.ts";
import { moveSpent } from "./spent-by-user.ts";
import { mergeReminders } from "./reminders.ts";
import { holdBack } from "./take-over.ts";
import { addAddress, addressMessages, identityIn } from "./user-addresses.ts";

type User = Tables["users"]["$inferSelect"];

/**
 * Moves the history of a user's newer rows to the oldest, and returns the merged columns, which are
 * not stored yet. `areTwo` if they are two addresses rather than one under two names: the newer ones
 * become further addresses, as they do where one of the rows has several already.
 */
export async function mergeAll(
  transaction: Transaction,
  older: User,
  newer: readonly User[],
  { areTwo = false } = {},
): Promise<User> {
  const merged = { ...older };
  for (const one of newer) {
    const isMerged = areTwo || merged.isMerged || one.isMerged;
    const identity = isMerged ? identityIn(merged) : {};
    if (isMerged) await addressBoth(transaction, merged, one);
    await merge(transaction, older, one);
    if (isMerged) await addAddress(transaction, older.id, one);
    Object.assign(merged, mergedFrom(merged, one), identity, { isMerged });
  }
  // The bot is silent in the work of both.
  if (newer.length > 0 && merged.takenOverAt !== null) await holdBack(transaction, older.id);
  return merged;
}

/** Notes with the messages of two users which addresses they belong to. */
async function addressBoth(transaction: Transaction, one: User, other: User): Promise<void> {
  for (const { id: userId, replyTo, replyFrom, isMerged } of [one, other]) {
    if (!isMerged) await transaction.all(addressMessages, { userId, replyTo, replyFrom });
  }
}

// Deleting the newer row deletes its lane, and with it the fence of its holder: that work is found
// open under the older lane and begun again.
async function merge(transaction: Transaction, older: User, newer: User): Promise<void> {
  const move = { from: newer.id, to: older.id };
  await joinConversations(transaction, move);
  const lane = await first(transaction, lastOf, { userId: newer.id });
  for (const moveRows of MOVES) await transaction.all(moveRows, move);
  await moveSpent(transaction, move);
  await moveFacts(transaction, newer.id, older.id);
  await mergeReminders(transaction, move, older.timeZone ?? newer.timeZone);
  await transaction.all(deleteUser, { id: newer.id });
  const work = await nextWork(transaction, older.id);
  if (work !== null) await readyLane(transaction, older.id, work.runAt);
  const at = lane?.lastAt ?? null;
  if (at !== null) await transaction.all(keepLast, { userId: older.id, at });
}

const lastOf = selectRows("lanes", ["lastAt"], { by: ["userId"] });

/** Keeps the time of the latest message of both. */
const keepLast = statement(({ orm, lanes, greatest, whole }, given: Given<"userId" | "at">) =>
  orm
    .update(lanes)
    .set({ lastAt: greatest(sql`coalesce(${lanes.lastAt}, 0)`, whole(given.at)) })
    .where(eq(lanes.userId, given.userId)),
);

/** The tables whose rows become the other user's as they are. */
const MOVED = [
  "conversations",
  "messages",
  "deliveries",
  "charges",
  "adminAudit",
  "webhookEvents",
  "userAddresses",
] as const;

const MOVES = MOVED.map((table) =>
  statement(({ orm, tables }, given: Given<"from" | "to">) =>
    orm.update(tables[table]).set({ userId: given.to }).where(eq(tables[table].userId, given.from)),
  ),
);

/** Deletes a user with everything that refers to the row, including the lane. */
export const deleteUser = deleteRows("users", { by: ["id"], returning: ["id"] });
