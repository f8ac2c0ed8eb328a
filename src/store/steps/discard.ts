import { and, eq, gt, sql } from "drizzle-orm";
import type { InboundMessage } from "../../core/message.ts";
import { first, inserted, type Transaction } from "../driver.ts";
import { insertRow } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import type { Receipt, Refusal } from "../receipt.ts";
import { affordMessages, reserveParts } from "./afford.ts";
import { chargeReceived } from "./charges.ts";
import { readyLane } from "./lanes.ts";
import { setOptOut } from "./opt-out.ts";
import { queueParts } from "./parts.ts";
import type { MessageAddress } from "./user-addresses.ts";

/** The facts about a message beside its verdict. */
export interface Taken {
  /** True if an owner answers in place of the bot. */
  readonly isTakenOver: boolean;
  readonly address: MessageAddress;
}

/**
 * Stores that a message was refused, without its content: it must never reach the model, not even later
 * as history. To a user whom an owner answers in place of the bot, only an opt-out is confirmed.
 */
export async function discard(
  transaction: Transaction,
  message: InboundMessage,
  userId: number,
  { why, notice, optOut, isTakenOver, address }: Refusal & Taken,
  ageMs: number,
): Promise<Receipt> {
  const { now } = transaction;
  const at = now - ageMs;
  const since = at - (notice?.everyMs ?? 0);
  if (optOut !== undefined) await setOptOut(transaction, userId, optOut);
  const mayNotice = !isTakenOver || optOut !== undefined;
  const isNoticed =
    notice !== null &&
    mayNotice &&
    (await first(transaction, noticed, { userId, why, since })) === undefined;
  const { sid, type: messageType } = message;
  const facts = { sid, userId, messageType, errorMessage: why, ...address };
  const times = { createdAt: at, runAt: now, now };
  const { id } = await inserted(transaction, insertDiscarded, { ...facts, ...times });
  const owner = { messageId: id, userId };
  await chargeReceived(transaction, owner, sid);
  const price = isNoticed ? await affordMessages(transaction, userId, 1) : null;
  if (isNoticed && price !== null) {
    await queueParts(transaction, owner, [notice.text]);
    await reserveParts(transaction, owner, price);
    await readyLane(transaction, userId, now);
  }
  return { outcome: "discarded", ...owner, at, why, isNoticed: price !== null };
}

const insertDiscarded = insertRow(
  "messages",
  [
    "sid",
    "userId",
    "messageType",
    "errorMessage",
    "replyTo",
    "replyFrom",
    "runAt",
    "createdAt",
    "now",
  ],
  { set: { direction: "inbound", state: "discarded" }, returning: ["id"] },
);

const noticed = statement(
  ({ orm, messages, deliveries }, given: Given<"userId" | "why" | "since">) =>
    orm
      .select({ id: deliveries.id })
      .from(messages)
      .innerJoin(deliveries, eq(deliveries.messageId, messages.id))
      .where(
        and(
          eq(messages.userId, given.userId),
          gt(messages.createdAt, given.since),
          sql`${messages.state} = 'discarded'`,
          eq(messages.errorMessage, given.why),
        ),
      )
      .limit(1),
);
