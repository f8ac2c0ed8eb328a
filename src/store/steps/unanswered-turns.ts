import { and, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import { first, type Transaction } from "../driver.ts";
import { countRows, selectRows, updateRows } from "../plain-statements.ts";
import type { Given } from "../statement.ts";
import type { AnswerRecord, Retry } from "../answer-record.ts";
import { firstIdOf, idsOf, type Turn } from "../turn.ts";
import { affordMessages, reserveParts } from "./afford.ts";
import { answererOf, areWaiting, noteTopic, replaceWords } from "./answers.ts";
import { queueJobs } from "./jobs.ts";
import { CLOCK_JUMP_MS } from "./open-work.ts";
import { queueParts, releaseHeld } from "./parts.ts";
import { settleTokens } from "./spending.ts";
import { TAKEN_OVER } from "./take-over.ts";
import { queueEvent } from "./webhook-events.ts";

export async function postponeAnswer(
  transaction: Transaction,
  turn: Turn,
  { delayMs, giveUpMs, error, isCounted }: Retry,
): Promise<boolean> {
  const { now } = transaction;
  const ids = idsOf(turn);
  const runAt = now + delayMs;
  const inTime = await first(transaction, stillInTime, {
    ids: JSON.stringify(ids),
    userId: turn.userId,
    earliest: runAt - giveUpMs,
    // A call that began so long ago did so under another clock, or before the machine was
    // suspended.
    longAgo: now - CLOCK_JUMP_MS,
  });
  if (inTime?.total !== ids.length) return false;
  await transaction.all(postpone, {
    ids: JSON.stringify(ids),
    attempt: turn.attempt + (isCounted ? 1 : 0),
    runAt,
    errorMessage: error,
    now,
  });
  await settleTokens(transaction, turn, 0);
  return true;
}

const stillInTime = countRows("messages", {
  by: ["userId"],
  among: "id",
  where: ({ messages }, given: Given<"earliest" | "longAgo">) =>
    and(
      sql`state = 'received'`,
      or(
        isNull(messages.firstCallAt),
        sql`${messages.firstCallAt} >= ${given.earliest}`,
        lt(messages.firstCallAt, given.longAgo),
      ),
    ),
});

const postpone = updateRows("messages", ["attempt", "runAt", "errorMessage", "now"], {
  // The start finished: only starts that did not count against the message.
  set: { starts: 0 },
  among: "id",
});

export async function deadLetterTurn(
  transaction: Transaction,
  turn: Turn,
  apology: string,
  error: string,
): Promise<boolean> {
  const { messageId, userId } = turn;
  // Nothing is said to a user whom an owner answers.
  if (turn.isOnlyRead) return endReading(transaction, turn);
  if (!(await areWaiting(transaction, turn))) return false;
  await transaction.all(giveUp, {
    ids: JSON.stringify(idsOf(turn)),
    messageId,
    attempt: turn.attempt + 1,
    errorMessage: error,
    now: transaction.now,
  });
  await noteTopic(transaction, turn, null);
  await queueEvent(transaction, { type: "message.failed", userId, messageId });
  await settleTokens(transaction, turn, 0);
  const price = await affordMessages(transaction, userId, 1);
  if (price === null) return true;
  await queueParts(transaction, { messageId, userId }, [apology]);
  await reserveParts(transaction, { messageId, userId }, price);
  return true;
}

const giveUp = updateRows("messages", ["attempt", "errorMessage", "now"], {
  set: {
    state: "dead",
    draft: null,
    answeredBy: ({ messages }, given: Given<"messageId">) => answererOf(messages, given.messageId),
  },
  among: "id",
});

export async function endReading(
  transaction: Transaction,
  turn: Turn,
  { words = [], jobs = [] }: Pick<AnswerRecord, "words" | "jobs"> = {},
): Promise<boolean> {
  const { now } = transaction;
  await replaceWords(transaction, words);
  await queueJobs(transaction, jobs);
  await transaction.all(endRead, { ids: JSON.stringify(idsOf(turn)), userId: turn.userId, now });
  return true;
}

const endRead = updateRows("messages", ["now"], {
  set: { state: "done", errorMessage: TAKEN_OVER },
  by: ["userId"],
  among: "id",
  where: sql`state = 'received' and is_processed`,
});

export async function continueAnswer(
  transaction: Transaction,
  turn: Turn,
  maxParts: number,
): Promise<number> {
  const { userId, messageId } = turn;
  if (!(await areWaiting(transaction, turn))) return 0;
  const released = await sendHeld(transaction, { userId, firstId: firstIdOf(turn) }, maxParts);
  if (released > 0) {
    const ids = JSON.stringify(idsOf(turn));
    await transaction.all(endTurn, { ids, messageId, now: transaction.now });
    await noteTopic(transaction, turn, null);
  }
  return released;
}

const endTurn = updateRows("messages", ["now"], {
  set: {
    state: "done",
    isProcessed: true,
    answeredBy: ({ messages }, given: Given<"messageId">) => answererOf(messages, given.messageId),
    // The request for more is not part of the conversation.
    topic: "more",
  },
  among: "id",
});

/**
 * Has the next held parts of a user's newest answer before a message sent, and returns how many; none if
 * they would pass a budget. Of a merged user it is the newest one at the address of the message.
 */
async function sendHeld(
  transaction: Transaction,
  before: { readonly userId: number; readonly firstId: number },
  maxParts: number,
): Promise<number> {
  const { userId } = before;
  const newest = await first(transaction, newestAnswered, before);
  if (newest === undefined) return 0;
  const messageId = newest.id;
  const held = await first(transaction, countHeld, { messageId });
  const parts = Math.min(held?.total ?? 0, maxParts);
  const price = parts === 0 ? null : await affordMessages(transaction, userId, parts);
  if (price === null) return 0;
  await reserveParts(transaction, { messageId, userId }, price);
  return releaseHeld(transaction, messageId, parts);
}

const newestAnswered = selectRows("messages", ["id"], {
  by: ["userId"],
  where: ({ messages }, given: Given<"firstId">) =>
    and(
      lt(messages.id, given.firstId),
      isNotNull(messages.aiResponse),
      isNull(messages.topic),
      sql`${messages.replyTo} is not distinct from (select asked.reply_to from messages as asked
          where asked.id = ${given.firstId})`,
    ),
  orderByDesc: ["id"],
  limit: 1,
});

const countHeld = countRows("deliveries", { by: ["messageId"], where: sql`state = 'held'` });
