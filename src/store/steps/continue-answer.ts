import { and, desc, eq, isNotNull, isNull, lt } from "drizzle-orm";
import { first, type Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import { firstIdOf, idsOf, type Turn } from "../turn.ts";
import { answererOf, areWaiting, noteTopic } from "./answers.ts";
import { releaseHeld } from "./parts.ts";

export async function continueAnswer(
  transaction: Transaction,
  turn: Turn,
  maxParts: number,
): Promise<number> {
  const { userId, messageId } = turn;
  if (!(await areWaiting(transaction, turn))) return 0;
  const newest = await first(transaction, newestAnswered, { userId, firstId: firstIdOf(turn) });
  const released = newest === undefined ? 0 : await releaseHeld(transaction, newest.id, maxParts);
  if (released > 0) {
    const ids = JSON.stringify(idsOf(turn));
    await transaction.all(endTurn, { ids, messageId, now: transaction.now });
    await noteTopic(transaction, turn, null);
  }
  return released;
}

const newestAnswered = statement(({ orm, messages }, given: Given<"userId" | "firstId">) =>
  orm
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.userId, given.userId),
        lt(messages.id, given.firstId),
        isNotNull(messages.aiResponse),
        isNull(messages.topic),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(1),
);

const endTurn = statement(({ orm, messages, isAmong }, given: Given<"ids" | "messageId" | "now">) =>
  orm
    .update(messages)
    .set({
      state: "done",
      isProcessed: true,
      answeredBy: answererOf(messages, given.messageId),
      // It asks for what was said, and is no part of the conversation.
      topic: "more",
      updatedAt: given.now,
    })
    .where(isAmong(messages.id, given.ids)),
);
