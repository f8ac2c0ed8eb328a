import { sql } from "drizzle-orm";
import type { Transaction } from "../driver.ts";
import { updateRows } from "../plain-statements.ts";
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

const endRead = updateRows("messages", ["now"], {
  set: { state: "done", errorMessage: TAKEN_OVER },
  by: ["userId"],
  among: "id",
  where: sql`state = 'received' and is_processed`,
});
