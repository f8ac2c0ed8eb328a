import { and, isNull, lt, or, sql } from "drizzle-orm";
import { first, type Transaction } from "../driver.ts";
import { countRows, updateRows } from "../plain-statements.ts";
import type { Given } from "../statement.ts";
import type { Retry } from "../answer-record.ts";
import { idsOf, type Turn } from "../turn.ts";
import { affordMessages, reserveParts } from "./afford.ts";
import { answererOf, areWaiting, noteTopic } from "./answers.ts";
import { endReading } from "./end-reading.ts";
import { CLOCK_JUMP_MS } from "./open-work.ts";
import { queueParts } from "./parts.ts";
import { settleTokens } from "./spending.ts";
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
