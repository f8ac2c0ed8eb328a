import { and, isNotNull, ne, sql } from "drizzle-orm";
import type { Identity, UserMove } from "../../core/message.ts";
import { addressesOf, identityOf } from "../../core/user-address.ts";
import type { Transaction } from "../driver.ts";
import { updateRows } from "../plain-statements.ts";
import type { Given } from "../statement.ts";
import { hasNumber, type SenderValue, senderValues } from "./is-sender.ts";
import { mergeAll } from "./merge-users.ts";
import {
  addAddress,
  forgetAddress,
  identityAt,
  identityIn,
  isFurther,
  isSameIdentity,
  redirect,
  releaseFurther,
} from "./user-addresses.ts";
import { findUsers, lockUser, saveUser, type User } from "./users.ts";

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
    await transaction.all(releaseFurther, senderValues({ ...current, externalUserId: null }));
  }
  if (merged.isMerged) await moveAddress(transaction, merged, { previous, current });
  else await saveUser(transaction, { ...merged, ...moved(merged, current) });
  return older.id;
}

/** Moves one of a merged user's addresses; the others stay. */
async function moveAddress(
  transaction: Transaction,
  user: User,
  { previous, current }: UserMove,
): Promise<void> {
  const known = addressesOf(previous)[0] ?? user.replyTo;
  const row = await identityAt(transaction, user, known);
  const isLast = isSameIdentity(row, identityOf(user.replyTo));
  const replyTo = isLast ? user.replyTo : (addressesOf(row)[0] ?? known);
  const next = moved({ ...identityIn(row), replyTo }, current);
  const last = isLast ? { replyTo: next.replyTo } : {};
  await forgetAddress(transaction, user.id, current);
  if (isFurther(user, row)) {
    await forgetAddress(transaction, user.id, row);
    await addAddress(transaction, user.id, next);
    await saveUser(transaction, { ...user, ...last });
  } else {
    await saveUser(transaction, { ...user, ...identityIn(next), ...last });
  }
  for (const address of addressesOf(row)) {
    if (addressesOf(next).includes(address)) continue;
    await redirect(transaction, user.id, address, next.replyTo);
  }
}

/** Returns the rows of messages that came from the current identity before the notice of the move. */
async function alreadyCreated(transaction: Transaction, current: Identity): Promise<User[]> {
  const rows = await findUsers(transaction, current);
  // The number may have been another user's until now, who is known by an id.
  return rows.filter(
    ({ externalUserId }) => externalUserId === null || externalUserId === current.externalUserId,
  );
}

function moved(user: Identity & Pick<User, "replyTo">, { phoneNumber, externalUserId }: Identity) {
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

const releaseNumber = updateRows("users", ["now"], {
  set: { phoneNumber: null, replyTo: ({ users }) => sql`${users.externalUserId}` },
  where: ({ users }, given: Given<SenderValue | "userId">) =>
    and(
      hasNumber(users.phoneNumber, given),
      isNotNull(users.externalUserId),
      ne(users.id, given.userId),
    ),
});
