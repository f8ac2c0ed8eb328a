import type { Transaction } from "../driver.ts";
import { updateRows } from "../plain-statements.ts";
import type { Given } from "../statement.ts";
import { firstIdOf, idsOf, type Turn } from "../turn.ts";
import { answererOf, areWaiting, noteTopic } from "./answers.ts";
import { sendHeld } from "./send-held.ts";

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
