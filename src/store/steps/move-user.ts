import { and, isNotNull, ne, sql } from "drizzle-orm";
import type { Identity, UserMove } from "../../core/message.ts";
import { identityOf } from "../../core/user-address.ts";
import type { Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import { mergeAll } from "./merge-users.ts";
import {
  findUsers,
  hasNumber,
  lockUser,
  saveUser,
  type SenderValue,
  senderValues,
  type User,
} from "./users.ts";

/**
 * Moves a user to another number or id, and returns the user's id; null if no user has the previous
 * identity. A row that the current identity has already created becomes part of the user's. A
 * number that still stands in the row of an earlier holder, who has another id, is taken from it.
 */
export async function moveUser(
  transaction: Transaction,
  { previous, current }: UserMove,
): Promise<number | null> {
  const own = await findUsers(transaction, previous);
  if (own.length === 0) return null;
  const found = [...own, ...(await alreadyCreated(transaction, current))];
  const rows = [...new Map(found.map((user) => [user.id, user])).values()];
  const locked: User[] = [];
  for (const user of rows.toSorted((a, b) => a.id - b.id)) {
    locked.push(await lockUser(transaction, user));
  }
  const [older, ...newer] = locked;
  if (older === undefined) return null;
  const merged = await mergeAll(transaction, older, newer);
  if (current.phoneNumber !== null) {
    const { now } = transaction;
    const values = { ...senderValues({ ...current, externalUserId: null }), userId: older.id, now };
    await transaction.all(releaseNumber, values);
  }
  await saveUser(transaction, { ...merged, ...moved(merged, current) });
  return older.id;
}

/** Returns the rows of messages that came from the current identity before the notice of the move. */
async function alreadyCreated(transaction: Transaction, current: Identity): Promise<User[]> {
  const rows = await findUsers(transaction, current);
  // The number may have been another user's until now, who is known by an id.
  return rows.filter(
    ({ externalUserId }) => externalUserId === null || externalUserId === current.externalUserId,
  );
}

function moved(user: User, { phoneNumber, externalUserId }: Identity) {
  const isNewNumber = phoneNumber !== null && phoneNumber !== user.phoneNumber;
  // An id changes with the number: the earlier one would make the next message another user's.
  const keptId = isNewNumber ? null : user.externalUserId;
  const isToNumber = identityOf(user.replyTo).phoneNumber !== null;
  return {
    phoneNumber: phoneNumber ?? user.phoneNumber,
    externalUserId: externalUserId ?? keptId,
    replyTo: phoneNumber ?? (isToNumber ? user.replyTo : (externalUserId ?? user.replyTo)),
  };
}

const releaseNumber = statement(({ orm, users }, given: Given<SenderValue | "userId" | "now">) =>
  orm
    .update(users)
    .set({ phoneNumber: null, replyTo: sql`${users.externalUserId}`, updatedAt: given.now })
    .where(
      and(
        hasNumber(users.phoneNumber, given),
        isNotNull(users.externalUserId),
        ne(users.id, given.userId),
      ),
    ),
);
