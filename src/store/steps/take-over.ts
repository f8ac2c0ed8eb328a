import { and, eq, sql } from "drizzle-orm";
import { first, type Reader, type Transaction } from "../driver.ts";
import { selectRows, updateRows } from "../plain-statements.ts";
import type { Given } from "../statement.ts";
import type { TakeOverOutcome } from "../take-over.ts";
import { recordAudit } from "./admin-access.ts";
import { releasePart } from "./charges.ts";
import { lockLane } from "./lanes.ts";
import { endAnswered } from "./opt-out.ts";
import { queueEvent } from "./webhook-events.ts";

/** The error of a message that an owner answers in place of the bot. */
export const TAKEN_OVER = "taken-over";

export async function takeOver(
  transaction: Transaction,
  userId: number,
  { by, isForced }: { readonly by: string; readonly isForced: boolean },
): Promise<TakeOverOutcome> {
  await lockLane(transaction, userId);
  const user = await first(transaction, holderOf, { id: userId });
  if (user === undefined) return { outcome: "unknown" };
  const { takenOverBy } = user;
  if (takenOverBy === by) return { outcome: "taken" };
  if (takenOverBy !== null && !isForced) return { outcome: "held", by: takenOverBy };
  await transaction.all(setHolder, { id: userId, takenOverBy: by, now: transaction.now });
  await holdBack(transaction, userId);
  await queueEvent(transaction, { type: "conversation.taken_over", userId, by });
  const detail = takenOverBy === null ? "" : "from another owner";
  await recordAudit(transaction, { by, action: "conversation taken over", userId, detail });
  return { outcome: "taken" };
}

const holderOf = selectRows("users", ["takenOverBy", "takenOverAt", "isIncognito"], { by: ["id"] });

const setHolder = updateRows("users", ["takenOverBy", "now"], {
  set: {
    takenOverAt: ({ users }, given: Given<"now">) =>
      sql`coalesce(${users.takenOverAt}, ${given.now})`,
  },
  by: ["id"],
});

/**
 * Ends the bot's open work for a user: waiting messages count as answered, which fences off an answer
 * in the making, and what is not being sent yet of answers and apologies is held or dropped. A message
 * with attachments waits on until their words are stored, and for that alone. Reminders and other notices go on. The
 * lane is locked, so that nothing is added meanwhile.
 */
export async function holdBack(transaction: Transaction, userId: number): Promise<void> {
  const { now } = transaction;
  await transaction.all(endWaiting, { userId, now });
  const held = await transaction.all(holdParts, { userId, now });
  for (const { messageId } of held) await releasePart(transaction, { messageId, userId }, false);
  await transaction.all(endAnswered, { userId, now });
}

const endWaiting = updateRows("messages", ["now"], {
  set: {
    state: sql<"done">`case when exists (select 1 from attachments
        where attachments.message_id = messages.id)
        then 'received' else 'done' end`,
    isProcessed: true,
    errorMessage: TAKEN_OVER,
  },
  by: ["userId"],
  where: sql`state = 'received'`,
});

/** The state of an unsent part of an answer: held until its user asks for more; an apology is dropped. */
const heldState = sql<"held">`case when exists (select 1 from messages
  where messages.id = deliveries.message_id and messages.state in ('answered', 'done'))
  then 'held' else 'dead' end`;

const holdParts = updateRows("deliveries", ["now"], {
  set: { state: heldState },
  by: ["userId"],
  // The partial index is only used with its own literal condition.
  where: sql`state in ('pending', 'sending') and state = 'pending'
    and exists (select 1 from messages where messages.id = deliveries.message_id
      and messages.direction = 'inbound')`,
  returning: ["messageId"],
});

/**
 * The state of a part that is not sent after all: dropped if its user opted out, held if it answers a
 * user whom an owner has taken over, else pending.
 */
export const unsentState = sql<"pending">`case
  when exists (select 1 from users where users.id = deliveries.user_id
    and opted_out_at is not null) then 'dead'
  when exists (select 1 from users where users.id = deliveries.user_id
    and taken_over_at is not null) and exists (select 1 from messages
    where messages.id = deliveries.message_id and messages.direction = 'inbound') then ${heldState}
  else 'pending' end`;

export async function handBack(
  transaction: Transaction,
  userId: number,
  by: string,
): Promise<boolean> {
  await lockLane(transaction, userId);
  const user = await first(transaction, holderOf, { id: userId });
  if (user === undefined || user.takenOverAt === null) return false;
  const { now } = transaction;
  // An incognito user's messages had to stay while an owner read them.
  if (user.isIncognito) await transaction.all(markPrivate, { userId, since: user.takenOverAt });
  await transaction.all(clearHolder, { id: userId, now });
  await queueEvent(transaction, { type: "conversation.handed_back", userId, by });
  await recordAudit(transaction, { by, action: "conversation handed back", userId });
  return true;
}

const markPrivate = updateRows("messages", [], {
  set: { privacy: "private" },
  by: ["userId"],
  where: ({ messages }, given: Given<"since">) =>
    and(sql`${messages.createdAt} >= ${given.since}`, sql`privacy is null and topic is null`),
});

const clearHolder = updateRows("users", ["now"], {
  set: { takenOverBy: null, takenOverAt: null, humanAskedAt: null },
  by: ["id"],
});

export async function askForHuman(transaction: Transaction, userId: number): Promise<boolean> {
  const asked = await transaction.all(setAsked, { id: userId, humanAskedAt: transaction.now });
  if (asked.length > 0) {
    await queueEvent(transaction, { type: "conversation.human_requested", userId });
  }
  return true;
}

const setAsked = updateRows("users", ["humanAskedAt"], {
  by: ["id"],
  where: sql`human_asked_at is null`,
  returning: ["id"],
});

export async function endHumanRequest(
  transaction: Transaction,
  userId: number,
  by: string,
): Promise<boolean> {
  await lockLane(transaction, userId);
  const ended = await transaction.all(clearAsked, { id: userId, now: transaction.now });
  if (ended.length === 0) return false;
  await recordAudit(transaction, { by, action: "request for a human ended", userId });
  return true;
}

const clearAsked = updateRows("users", ["now"], {
  set: { humanAskedAt: null },
  by: ["id"],
  where: sql`human_asked_at is not null`,
  returning: ["id"],
});

export async function isTakenOver(reader: Reader, userId: number): Promise<boolean> {
  return (await first(reader, taken, { id: userId })) !== undefined;
}

const taken = selectRows("users", ["id"], { by: ["id"], where: sql`taken_over_at is not null` });

/** Returns whether a part answers a user whom an owner has taken over since. */
export async function isHeldBack(
  reader: Reader,
  part: { readonly userId: number; readonly messageId: number },
): Promise<boolean> {
  if (!(await isTakenOver(reader, part.userId))) return false;
  return (await first(reader, inbound, { id: part.messageId })) !== undefined;
}

const inbound = selectRows("messages", ["id"], {
  by: ["id"],
  where: ({ messages }) => eq(messages.direction, "inbound"),
});
