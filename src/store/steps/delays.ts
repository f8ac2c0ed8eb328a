import { and, eq, type SQL, sql } from "drizzle-orm";
import type { DelayNoticeEnd, DelayStore } from "../delays.ts";
import { first, type Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import type { OpenPart } from "../store.ts";
import type { Tables } from "../tables.ts";
import { insertNotice } from "./access.ts";
import { lockLane, readyLane } from "./lanes.ts";
import { beginSend } from "./next-step.ts";
import { finishMessage, partWithId, queueParts, raise } from "./parts.ts";

const TOPIC = "delay";

export async function beginDelayNotice(
  transaction: Transaction,
  { afterMs, graceMs, line }: Parameters<DelayStore["beginDelayNotice"]>[0],
): Promise<OpenPart | null> {
  const { now } = transaction;
  const before = now - afterMs;
  const found = await first(transaction, longestWaiting, { before });
  if (found === undefined) return null;
  const { userId } = found;
  await lockLane(transaction, userId);
  // Another server may have told them meanwhile, or answered.
  const user = await first(transaction, stillWaiting, { before, userId });
  if (user === undefined) return null;
  const notice = await first(transaction, insertNotice, { userId, topic: TOPIC, now });
  if (notice === undefined) throw new Error("a new notice has no id");
  await queueParts(transaction, { messageId: notice.id, userId }, [line(user.language)]);
  const part = await first(transaction, onlyPart, { messageId: notice.id });
  if (part === undefined) throw new Error("a new notice has no part");
  await readyLane(transaction, userId, now + graceMs);
  return beginSend(transaction, part.id, graceMs);
}

/** A message without an answer, whose user was told nothing for as long, and of no delay since it came. */
const waitsInSilence = ({ messages, users }: Tables, given: Given<"before">): SQL =>
  sql`${messages.state} = 'received' and ${messages.createdAt} <= ${given.before}
    and ${users.optedOutAt} is null and ${users.isActive} and not exists (
      select 1 from deliveries join messages owner on owner.id = deliveries.message_id
      where deliveries.user_id = ${messages.userId} and deliveries.created_at >= ${messages.createdAt}
        and (deliveries.created_at > ${given.before} or owner.topic = ${sql.raw(`'${TOPIC}'`)}))`;

const longestWaiting = statement(({ orm, messages, users, tables }, given: Given<"before">) =>
  orm
    .select({ userId: messages.userId })
    .from(messages)
    .innerJoin(users, eq(users.id, messages.userId))
    .where(waitsInSilence(tables, given))
    .orderBy(messages.id)
    .limit(1),
);

const stillWaiting = statement(
  ({ orm, messages, users, tables }, given: Given<"before" | "userId">) =>
    orm
      .select({ language: users.language })
      .from(messages)
      .innerJoin(users, eq(users.id, messages.userId))
      .where(and(eq(messages.userId, given.userId), waitsInSilence(tables, given)))
      .limit(1),
);

const onlyPart = statement(({ orm, deliveries }, given: Given<"messageId">) =>
  orm
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(eq(deliveries.messageId, given.messageId)),
);

export async function endDelayNotice(
  transaction: Transaction,
  partId: number,
  end: DelayNoticeEnd,
): Promise<void> {
  const found = await first(transaction, partWithId, { partId });
  if (found === undefined) return;
  await lockLane(transaction, found.userId);
  const part = await first(transaction, partWithId, { partId });
  // A delivery report may have told already.
  if (part === undefined || part.state !== "sending") return;
  if (end === "unknown") return raise(transaction, part, "unknown", {});
  if (end !== "not-sent") return raise(transaction, part, "accepted", { sid: end.sid });
  await transaction.all(dropPart, { partId, now: transaction.now });
  await finishMessage(transaction, part.messageId);
}

const dropPart = statement(({ orm, deliveries }, given: Given<"partId" | "now">) =>
  orm
    .update(deliveries)
    .set({ state: "dead", updatedAt: given.now })
    .where(eq(deliveries.id, given.partId)),
);
