import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import { type ReplyPart, wordsOfPart } from "../../core/reply-part.ts";
import { first, type Reader, type Transaction } from "../driver.ts";
import type { ComposeReminders, RemindedUser } from "../reminders.ts";
import { type Given, statement } from "../statement.ts";
import { IDLE } from "../tables.ts";
import { readyLane } from "./lanes.ts";
import { newParts } from "./parts.ts";
import { toReminder } from "./reminders.ts";
import { addressedNow } from "./user-addresses.ts";

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
  await transaction.all(noteNoneMissed, { userId });
}

const missedReminders = statement(({ orm, reminders }, given: Given<"userId">) =>
  orm
    .select()
    .from(reminders)
    .where(and(eq(reminders.userId, given.userId), gt(reminders.missedAt, sql`0`)))
    .orderBy(asc(reminders.missedAt), asc(reminders.id)),
);

const clearMissed = statement(({ orm, reminders }, given: Given<"userId" | "now">) =>
  orm
    .update(reminders)
    .set({ missedAt: null, updatedAt: given.now })
    .where(and(eq(reminders.userId, given.userId), gt(reminders.missedAt, sql`0`))),
);

export const noteMissed = statement(({ orm, users }, given: Given<"userId">) =>
  orm.update(users).set({ hasMissedReminders: true }).where(eq(users.id, given.userId)),
);

const noteNoneMissed = statement(({ orm, users }, given: Given<"userId">) =>
  orm.update(users).set({ hasMissedReminders: false }).where(eq(users.id, given.userId)),
);

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

const userOf = statement(({ orm, users, messages }, given: Given<"userId">) => {
  // To ask for the greatest time would read all that the user ever wrote.
  const lastWroteAt = orm
    .select({ at: messages.createdAt })
    .from(messages)
    .where(and(eq(messages.userId, given.userId), eq(messages.direction, "inbound")))
    .orderBy(desc(messages.createdAt))
    .limit(1);
  return orm
    .select({
      phoneNumber: users.phoneNumber,
      externalUserId: users.externalUserId,
      to: users.replyTo,
      from: users.replyFrom,
      language: users.language,
      timeZone: users.timeZone,
      isWhitelisted: users.isWhitelisted,
      isActive: users.isActive,
      optedOutAt: users.optedOutAt,
      lastWroteAt: sql<number | null>`(${lastWroteAt})`.mapWith(Number),
    })
    .from(users)
    .where(eq(users.id, given.userId));
});

/** A reminder that is not due again and waits for nothing is over. */
export const deleteOver = statement(({ orm, reminders }, given: Given<"userId">) =>
  orm
    .delete(reminders)
    .where(
      and(
        eq(reminders.userId, given.userId),
        eq(reminders.dueAt, sql.raw(String(IDLE))),
        sql`missed_at is null`,
      ),
    ),
);

/** Queues a notice that stands in the conversation: users answer reminders. */
export async function queueReminding(
  transaction: Transaction,
  userId: number,
  contents: readonly ReplyPart[],
): Promise<void> {
  const { now } = transaction;
  const content = contents.map(wordsOfPart).join("\n");
  const notice = await first(transaction, insertReminding, { userId, content, now });
  if (notice === undefined) throw new Error("a new notice has no id");
  const { parts } = newParts(transaction, { messageId: notice.id, userId }, contents);
  for (const part of parts) await transaction.all(part.statement, part.values);
  await readyLane(transaction, userId, now, now);
}

const insertReminding = statement(
  ({ orm, messages, conversations, users }, given: Given<"userId" | "content" | "now">) => {
    const active = orm
      .select({ id: conversations.id })
      .from(conversations)
      .where(and(eq(conversations.userId, given.userId), eq(conversations.isActive, true)))
      .limit(1);
    return orm
      .insert(messages)
      .values({
        userId: given.userId,
        conversationId: sql`(${active})`,
        direction: "outbound",
        messageType: "text",
        content: given.content,
        ...addressedNow({ users }, given),
        state: "answered",
        runAt: given.now,
        createdAt: given.now,
        updatedAt: given.now,
      })
      .returning({ id: messages.id });
  },
);
