import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import type { AnswerRecord } from "../answer-record.ts";
import { idsOf, type Turn } from "../turn.ts";
import { replaceContent } from "./answers.ts";
import { queueJobs } from "./jobs.ts";
import { TAKEN_OVER } from "./take-over.ts";

/** Ends a turn whose attachments were read for later prompts, with the words in them and its jobs. */
export async function endReading(
  transaction: Transaction,
  turn: Turn,
  { words = [], jobs = [] }: Pick<AnswerRecord, "words" | "jobs"> = {},
): Promise<boolean> {
  const { now } = transaction;
  for (const { messageId: id, text: content } of words) {
    await transaction.all(replaceContent, { id, content });
  }
  await queueJobs(transaction, jobs);
  await transaction.all(endRead, { ids: JSON.stringify(idsOf(turn)), userId: turn.userId, now });
  return true;
}

const endRead = statement(({ orm, messages, isAmong }, given: Given<"ids" | "userId" | "now">) =>
  orm
    .update(messages)
    .set({ state: "done", errorMessage: TAKEN_OVER, updatedAt: given.now })
    .where(
      and(
        isAmong(messages.id, given.ids),
        eq(messages.userId, given.userId),
        sql`state = 'received' and is_processed`,
      ),
    ),
);
