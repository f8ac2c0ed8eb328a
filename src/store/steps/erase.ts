import { and, eq, lt, or, sql } from "drizzle-orm";
import type { Lane } from "../../core/lane.ts";
import { addressesOf, spellingsOf } from "../../core/user-address.ts";
import { monthOfDay } from "../charges.ts";
import { first, type Transaction } from "../driver.ts";
import { hashSid } from "../hash-sid.ts";
import { deleteRows, selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";
import { eraseFromAudit, recordAudit } from "./admin-access.ts";
import { endConversation } from "./conversations.ts";
import { endReserved } from "./end-reservations.ts";
import { queueRemovals } from "./jobs.ts";
import { lockLane } from "./lanes.ts";
import { deleteUser } from "./merge-users.ts";
import { queueParts } from "./parts.ts";
import { furtherAddresses } from "./user-addresses.ts";
import { findUsers } from "./users.ts";

/** The number of messages that one statement deletes. */
const BATCH = 1_000;

export async function forget(
  transaction: Transaction,
  { userId }: Lane,
  messageId: number,
  confirmation: string,
): Promise<boolean> {
  const { now } = transaction;
  const emptied = await transaction.all(emptyRequest, { id: messageId, userId, now });
  if (emptied.length === 0) return false;
  // Later messages were acknowledged too, and are answered without the erased history.
  await endConversation(transaction, userId, messageId);
  await eraseBefore(transaction, userId, messageId);
  await transaction.all(deleteEmptyConversations, { userId });
  await erasePersonal(transaction, userId);
  await transaction.all(blankUser, { id: userId, now });
  await queueParts(transaction, { messageId, userId }, [confirmation]);
  return true;
}

const emptyRequest = updateRows("messages", ["now"], {
  set: {
    state: "answered",
    content: null,
    context: null,
    raw: null,
    quotedSid: null,
    conversationId: null,
    topic: "forgotten",
  },
  by: ["id", "userId"],
  where: sql`state = 'received'`,
  returning: ["id"],
});

const isEmpty = ({ conversations }: Tables) =>
  sql`not exists (select 1 from messages where conversation_id = ${conversations.id})`;

const deleteEmptyConversations = deleteRows("conversations", { by: ["userId"], where: isEmpty });

const blankUser = updateRows("users", ["now"], {
  set: {
    whatsappName: null,
    language: null,
    persona: null,
    welcomedAt: null,
    lastTopic: null,
    lastTopicAt: null,
    timeZone: null,
    voiceReplies: null,
    hasMissedReminders: false,
  },
  by: ["id"],
});

/**
 * Deletes a user with everything that they sent and were sent, and queues the removal of the
 * messenger's copies. The lane is deleted too, and with it the fence of its holder: an answer in
 * progress is not stored and never sent. Returns false if there is no such user.
 */
export async function eraseUser(
  transaction: Transaction,
  userId: number,
  by: string,
): Promise<boolean> {
  const user = await first(transaction, identityOf, { id: userId });
  if (user === undefined) return false;
  // The record must not say whom it was about, nor which owner it was who is erased now.
  await recordAudit(transaction, { by, action: "user erased" });
  // Rows with another spelling of the number belong to the same user.
  for (const { id } of await findUsers(transaction, user)) {
    await lockLane(transaction, id);
    await eraseBefore(transaction, id, Number.MAX_SAFE_INTEGER);
    await erasePersonal(transaction, id);
    await transaction.all(deleteUser, { id });
  }
  return true;
}

/**
 * Deletes a user's messages before one with everything that refers to them, and queues the removal
 * of the messenger's copies. Their sids stay known as seen, so that neither a replay nor the
 * messenger's list brings them back.
 */
async function eraseBefore(
  transaction: Transaction,
  userId: number,
  messageId: number,
): Promise<void> {
  await queueRemovals(transaction, await transaction.all(mediaBefore, { userId, messageId }));
  for (;;) {
    const rows = await transaction.all(messagesBefore, { userId, messageId });
    await removeMessages(transaction, rows);
    if (rows.length < BATCH) return;
  }
}

const mediaBefore = statement(
  ({ orm, attachments, messages }, given: Given<"userId" | "messageId">) =>
    orm
      .select({ url: attachments.url, messageSid: messages.sid })
      .from(attachments)
      .innerJoin(messages, eq(messages.id, attachments.messageId))
      .where(and(eq(messages.userId, given.userId), lt(messages.id, given.messageId)))
      .orderBy(attachments.messageId, attachments.idx),
);

const messagesBefore = selectRows("messages", ["id", "sid"], {
  by: ["userId"],
  where: ({ messages }, given: Given<"messageId">) => lt(messages.id, given.messageId),
  limit: BATCH,
});

/**
 * Deletes messages with everything that refers to them; their sids stay known as seen. Returns how
 * many.
 */
export async function removeMessages(
  transaction: Transaction,
  rows: readonly { readonly id: number; readonly sid: string | null }[],
): Promise<number> {
  if (rows.length === 0) return 0;
  await endReserved(
    transaction,
    rows.map(({ id }) => id),
  );
  const hashes = rows.flatMap(({ sid }) => (sid === null ? [] : hashSid(sid)));
  await transaction.all(markSeen, { hashes: JSON.stringify(hashes), now: transaction.now });
  const ids = JSON.stringify(rows.map(({ id }) => id));
  const removed = await transaction.all(deleteListed, { ids });
  // A conversation's title is the beginning of its first message.
  const emptied = [...new Set(removed.flatMap(({ conversationId }) => conversationId ?? []))];
  if (emptied.length > 0) await transaction.all(deleteEmptied, { ids: JSON.stringify(emptied) });
  return removed.length;
}

const markSeen = statement(({ orm, seenSids, name, whole }, given: Given<"hashes" | "now">) => {
  const hash =
    name === "sqlite"
      ? sql`select value, ${given.now} from json_each(${given.hashes}) where true`
      : sql`select value, ${whole(given.now)} from json_array_elements_text(${given.hashes}::text::json) as value`;
  return orm.insert(seenSids).select(hash).onConflictDoNothing();
});

const deleteListed = deleteRows("messages", { among: "id", returning: ["conversationId"] });

const deleteEmptied = deleteRows("conversations", { among: "id", where: isEmpty });

/** The tables whose rows belong to a user alone, beside messages; a new one is a name here. */
const OWNED = ["facts", "reminders"] as const;

/** A day may have another name where the command line runs, and its limits must go on to apply. */
const COUNTED_MS = 2 * 24 * 60 * 60_000;

/**
 * Erases what is stored of a user beside messages. What was charged stays without its user, and what
 * the days before the last two have cost is forgotten: no limit asks for it.
 */
async function erasePersonal(transaction: Transaction, userId: number): Promise<void> {
  for (const deleteOwned of deletions) await transaction.all(deleteOwned, { userId });
  await transaction.all(releaseCharges, { userId });
  const identity = await first(transaction, identityOf, { id: userId });
  const further = await furtherAddresses(transaction, userId);
  const identities = identity === undefined ? further : [identity, ...further];
  const addresses = identities.flatMap(addressesOf).flatMap(spellingsOf);
  await eraseFromAudit(transaction, userId, addresses);
  const day = transaction.tariff.dayOf(transaction.now - COUNTED_MS);
  await transaction.all(deleteDays, { userId, day });
  await transaction.all(deletePeriods, { userId, day, month: monthOfDay(day) });
}

const deletions = OWNED.map((table) => deleteRows(table, { by: ["userId"] }));

const identityOf = selectRows("users", ["phoneNumber", "externalUserId"], { by: ["id"] });

const releaseCharges = updateRows("charges", [], { set: { userId: null }, by: ["userId"] });

const deleteDays = deleteRows("spending", {
  by: ["userId"],
  where: ({ spending }, given: Given<"day">) => lt(spending.day, given.day),
});

const deletePeriods = deleteRows("spentMoney", {
  by: ["userId"],
  where: ({ spentMoney }, given: Given<"day" | "month">) =>
    or(
      and(sql`length(period) = 10`, lt(spentMoney.period, given.day)),
      and(sql`length(period) = 7`, lt(spentMoney.period, given.month)),
    ),
});

/** Takes the user from what these messages were charged, which are about to be deleted. */
export async function releaseChargesOf(
  transaction: Transaction,
  messages: readonly { readonly id: number }[],
): Promise<void> {
  if (messages.length === 0) return;
  const ids = JSON.stringify(messages.map(({ id }) => id));
  await transaction.all(releaseOfMessages, { messageIds: ids });
}

const releaseOfMessages = updateRows("charges", [], { set: { userId: null }, among: "messageId" });
