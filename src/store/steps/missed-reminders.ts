import { and, eq, gt, sql } from "drizzle-orm";
import { type ReplyPart, wordsOfPart } from "../../core/reply-part.ts";
import { first, type Reader, type Transaction } from "../driver.ts";
import type { ComposeReminders, RemindedUser } from "../reminders.ts";
import { pick } from "../pick.ts";
import { deleteRows, selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { IDLE } from "../tables.ts";
import { readyLane } from "./lanes.ts";
import { lastWroteAt } from "./user-columns.ts";
import { insertOwnMessage } from "./own-message.ts";
import { newParts } from "./parts.ts";
import { toReminder } from "./reminders.ts";

/**
 * Queues what a user missed, before their message is stored, so that it is sent before the answer.
 * Their lane is locked.
 */
export async function queueMissed(
  transaction: Transaction,
  userId: number,
  compose: ComposeReminders,
): Promise<void> {
  const { now } = transaction;
  const missed = (await transaction.all(missedReminders, { userId })).map(toReminder);
  const user = missed.length === 0 ? null : await remindedUser(transaction, userId);
  if (user !== null) {
    const due = missed.map(({ text, missedAt }) => ({ text, dueAt: missedAt ?? now }));
    await queueReminding(transaction, userId, compose(user, due));
  }
  await transaction.all(clearMissed, { userId, now });
  await transaction.all(deleteOver, { userId });
  await transaction.all(noteNoneMissed, { id: userId });
}

const missedReminders = selectRows("reminders", null, {
  by: ["userId"],
  where: ({ reminders }) => gt(reminders.missedAt, sql`0`),
  orderBy: ["missedAt", "id"],
});

const clearMissed = updateRows("reminders", ["now"], {
  set: { missedAt: null },
  by: ["userId"],
  where: ({ reminders }) => gt(reminders.missedAt, sql`0`),
});

export const noteMissed = updateRows("users", [], {
  set: { hasMissedReminders: true },
  by: ["id"],
});

const noteNoneMissed = updateRows("users", [], { set: { hasMissedReminders: false }, by: ["id"] });

/** Returns the user who is reminded; null if they are gone. */
export async function remindedUser(
  reader: Reader & Pick<Transaction, "now">,
  userId: number,
): Promise<RemindedUser | null> {
  const user = await first(reader, userOf, { userId });
  if (user === undefined) return null;
  const { phoneNumber, externalUserId, optedOutAt, ...facts } = user;
  const identity = { phoneNumber, externalUserId };
  return { ...facts, identity, isOptedOut: optedOutAt !== null, now: reader.now };
}

const userOf = statement(({ orm, users }, given: Given<"userId">) =>
  orm
    .select({
      phoneNumber: users.phoneNumber,
      externalUserId: users.externalUserId,
      to: users.replyTo,
      from: users.replyFrom,
      ...pick(users, "language", "timeZone", "isWhitelisted", "isActive", "optedOutAt"),
      lastWroteAt,
    })
    .from(users)
    .where(eq(users.id, given.userId)),
);

/** A reminder that is not due again and waits for nothing is over. */
export const deleteOver = deleteRows("reminders", {
  by: ["userId"],
  where: ({ reminders }) => and(eq(reminders.dueAt, sql.raw(String(IDLE))), sql`missed_at is null`),
});

/** Queues a notice that stands in the conversation: users answer reminders. */
export async function queueReminding(
  transaction: Transaction,
  userId: number,
  contents: readonly ReplyPart[],
): Promise<void> {
  const { now } = transaction;
  const content = contents.map(wordsOfPart).join("\n");
  const messageId = await insertOwnMessage(transaction, { userId, content });
  const { parts } = newParts(transaction, { messageId, userId }, contents);
  for (const part of parts) await transaction.all(part.statement, part.values);
  await readyLane(transaction, userId, now, now);
}
