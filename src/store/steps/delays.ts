import { and, eq, type SQL, sql } from "drizzle-orm";
import type { DelayNotice, DelayNoticeEnd } from "../delays.ts";
import { first, type Reader, type Transaction } from "../driver.ts";
import { selectRows, updateRows } from "../plain-statements.ts";
import { type Dialect, type Given, statement } from "../statement.ts";
import type { OpenPart } from "../sends.ts";
import type { Tables } from "../tables.ts";
import { affordMessages, reserveParts } from "./afford.ts";
import { insertNotice } from "./access.ts";
import { releasePart } from "./charges.ts";
import { lockLane, readyLane } from "./lanes.ts";
import { beginSend } from "./begin-send.ts";
import { finishMessage, queueParts, raise } from "./parts.ts";
import { readPart } from "./sends.ts";

const TOPIC = "delay";

/**
 * Returns the user who has waited longest without a message from us, for at least `afterMs`; null
 * if there is none.
 */
export async function waitingInSilence(reader: Reader, afterMs: number): Promise<number | null> {
  return (await first(reader, longestWaiting, { afterMs }))?.userId ?? null;
}

/** Begins to send `line` to a user who still waits once the lane is locked; null if they do not. */
export async function beginDelayNotice(
  transaction: Transaction,
  userId: number,
  { afterMs, graceMs, line }: DelayNotice,
): Promise<OpenPart | null> {
  const { now } = transaction;
  await lockLane(transaction, userId);
  // Another server may have notified or answered them meanwhile.
  const user = await first(transaction, stillWaiting, { afterMs, userId });
  if (user === undefined) return null;
  const owner = { messageId: await insertNotice(transaction, userId, TOPIC), userId };
  await queueParts(transaction, owner, [line(user.language)]);
  const part = await first(transaction, onlyPart, { messageId: owner.messageId });
  if (part === undefined) throw new Error("a new notice has no part");
  const price = await affordMessages(transaction, userId, 1);
  if (price === null) {
    // Noted all the same: otherwise this user would be found again instead of the next.
    await drop(transaction, { id: part.id, messageId: owner.messageId });
    return null;
  }
  await reserveParts(transaction, owner, price);
  await readyLane(transaction, userId, now + graceMs);
  return beginSend(transaction, part.id, graceMs);
}

/**
 * Tests whether a message has no answer, and its user received nothing for as long, and no notice
 * of delay since it arrived.
 */
function waitsInSilence(
  { messages, users, time, whole }: Tables & Pick<Dialect, "time" | "whole">,
  { afterMs }: Given<"afterMs">,
): SQL {
  const before = sql`(${time} - ${whole(afterMs)})`;
  // Behind a plus, here and in the order, SQLite uses no index by time and no order of the rows:
  // nearly all messages are older, and few are open.
  return sql`${messages.state} = 'received' and not ${messages.isProcessed} and +${messages.createdAt} <= ${before}
    and ${users.optedOutAt} is null and ${users.isActive} and not exists (
      select 1 from deliveries join messages owner on owner.id = deliveries.message_id
      where deliveries.user_id = ${messages.userId} and deliveries.created_at >= ${messages.createdAt}
        and (deliveries.created_at > ${before} or owner.topic = ${sql.raw(`'${TOPIC}'`)}))`;
}

const longestWaiting = statement((dialect, given: Given<"afterMs">) => {
  const { orm, messages, users } = dialect;
  return orm
    .select({ userId: messages.userId })
    .from(messages)
    .innerJoin(users, eq(users.id, messages.userId))
    .where(waitsInSilence(dialect, given))
    .orderBy(sql`+${messages.id}`)
    .limit(1);
});

const stillWaiting = statement((dialect, given: Given<"afterMs" | "userId">) => {
  const { orm, messages, users } = dialect;
  return orm
    .select({ language: users.language })
    .from(messages)
    .innerJoin(users, eq(users.id, messages.userId))
    .where(and(eq(messages.userId, given.userId), waitsInSilence(dialect, given)))
    .limit(1);
});

const onlyPart = selectRows("deliveries", ["id"], { by: ["messageId"] });

export async function endDelayNotice(
  transaction: Transaction,
  partId: number,
  end: DelayNoticeEnd,
): Promise<void> {
  const found = await readPart(transaction, partId);
  if (found === null) return;
  await lockLane(transaction, found.userId);
  const part = await readPart(transaction, partId);
  // A delivery report may have settled it already.
  if (part?.state !== "sending") return;
  if (end === "unknown") return raise(transaction, part, "unknown", {});
  if (end !== "not-sent") return raise(transaction, part, "accepted", { sid: end.sid });
  await releasePart(transaction, part, false);
  await drop(transaction, part);
}

async function drop(
  transaction: Transaction,
  { id: partId, messageId }: { readonly id: number; readonly messageId: number },
): Promise<void> {
  await transaction.all(dropPart, { id: partId, now: transaction.now });
  await finishMessage(transaction, messageId);
}

const dropPart = updateRows("deliveries", ["now"], { set: { state: "dead" }, by: ["id"] });
