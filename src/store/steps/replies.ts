import { and, gt, lte, sql } from "drizzle-orm";
import { first, type Transaction } from "../driver.ts";
import type { ReplyTarget, ClaimOptions } from "../replies.ts";
import type { OpenPart } from "../sends.ts";
import { selectRows, updateRows } from "../plain-statements.ts";
import type { Dialect, Given } from "../statement.ts";
import type { Tables } from "../tables.ts";
import { lockLane, readyLane } from "./lanes.ts";
import { beginSend } from "./begin-send.ts";

export async function claimReply(
  transaction: Transaction,
  { userId, messageId }: ReplyTarget,
  { lookUpAfterMs, limit, isFinal }: ClaimOptions,
): Promise<OpenPart[] | null> {
  await lockLane(transaction, userId);
  if (!isFinal && (await first(transaction, unanswered, { userId, messageId })) !== undefined) {
    return null;
  }
  const open = await transaction.all(openParts, { userId, messageId });
  const uncertain = open.findIndex(({ state }) => state === "sending");
  const ready = open.slice(0, uncertain < 0 ? limit : Math.min(uncertain, limit));
  const isBlocked = ready.length === 0 && open.some(({ state }) => state === "pending");
  if (isBlocked && !isFinal) return null;
  if (ready.length > 0) await readyLane(transaction, userId, transaction.now + lookUpAfterMs);
  const parts: OpenPart[] = [];
  for (const { id } of ready) parts.push(await beginSend(transaction, id, lookUpAfterMs));
  return parts;
}

const unanswered = selectRows("messages", ["id"], {
  by: ["userId"],
  where: ({ messages }, given: Given<"messageId">) =>
    and(lte(messages.id, given.messageId), sql`state = 'received'`),
  limit: 1,
});

/** Selects what is to be sent to the address that the message came from. */
const openParts = selectRows("deliveries", ["id", "state"], {
  by: ["userId"],
  where: (_, given: Given<"messageId">) =>
    and(
      sql`state in ('pending', 'sending')`,
      sql`exists (select 1 from messages owner, messages asked where owner.id = deliveries.message_id
          and asked.id = ${given.messageId} and owner.reply_to is not distinct from asked.reply_to
          and owner.reply_from is not distinct from asked.reply_from)`,
    ),
  orderBy: ["messageId", "part"],
});

export async function hastenLookups(
  transaction: Transaction,
  userId: number,
  afterMs: number,
): Promise<boolean> {
  const { now } = transaction;
  await lockLane(transaction, userId);
  const hastened = await transaction.all(hasten, { userId, afterMs, now });
  if (hastened.length === 0) return false;
  await readyLane(transaction, userId, Math.min(...hastened.map(({ runAt }) => runAt)));
  return true;
}

const timeOf = (
  { deliveries, greatest, whole }: Dialect & Tables,
  given: Given<"afterMs" | "now">,
) => greatest(whole(given.now), sql`${deliveries.startedAt} + ${whole(given.afterMs)}`);

const hasten = updateRows("deliveries", [], {
  set: { runAt: timeOf },
  by: ["userId"],
  where: (tables, given: Given<"afterMs" | "now">) =>
    and(sql`state = 'sending'`, gt(tables.deliveries.runAt, timeOf(tables, given))),
  returning: ["runAt"],
});
