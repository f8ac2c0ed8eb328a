import { and, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { first, type Transaction } from "../driver.ts";
import { countRows, selectRows, updateRows } from "../plain-statements.ts";
import type { Given } from "../statement.ts";
import { firstIdOf, idsOf, type Turn } from "../turn.ts";
import { affordMessages, reserveParts } from "./afford.ts";
import { answererOf, areWaiting, noteTopic } from "./answers.ts";
import { releaseHeld } from "./parts.ts";

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
