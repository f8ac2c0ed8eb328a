import { and, desc, eq, sql } from "drizzle-orm";
import { first, type Reader, type Transaction } from "../driver.ts";
import { updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import type { NewMessage, Recipient, Writing, Written } from "../take-over.ts";
import { titleOf } from "../title-of.ts";
import { recordAudit } from "./admin-access.ts";
import { affordMessages, reserveParts } from "./afford.ts";
import { touchActive } from "./conversations.ts";
import { lockLane, readyLane } from "./lanes.ts";
import { lastWroteAt } from "./user-columns.ts";
import { insertOwnMessage } from "./own-message.ts";
import { newParts } from "./parts.ts";
import { findByAddress } from "./users.ts";

type Decide = (user: Recipient) => Writing;

/**
 * Queues a message of an owner or a program. Repeated requests are recognised by their key, which is
 * unique in the database: of two servers the second finds the first one's message.
 */
export async function writeMessage(
  transaction: Transaction,
  { to, text, by, requestKey, isOwner }: NewMessage,
  decide: Decide,
): Promise<Written> {
  const { now } = transaction;
  const userId = typeof to === "number" ? to : (await findByAddress(transaction, to))?.id;
  if (userId === undefined) return { outcome: "unknown-user" };
  await lockLane(transaction, userId);
  const earlier = requestKey === null ? null : await writtenWith(transaction, requestKey);
  if (earlier !== null) {
    const { content, ...result } = earlier;
    const isSame = result.userId === userId && content === text;
    return isSame ? { outcome: "repeated", ...result } : { outcome: "key-reused" };
  }
  const user = await first(transaction, recipient, { userId });
  if (user === undefined) return { outcome: "unknown-user" };
  if (!user.isActive) return { outcome: "blocked" };
  if (user.optedOutAt !== null) return { outcome: "opted-out" };
  const { takenOverBy } = user;
  if (isOwner && takenOverBy !== null && takenOverBy !== by) {
    return { outcome: "held", by: takenOverBy };
  }
  const writing = decide({
    userId,
    to: user.to,
    from: user.from,
    lastWroteAt: user.lastWroteAt,
    now,
  });
  if ("cannot" in writing) return { outcome: "cannot", why: writing.cannot };
  const price = await affordMessages(transaction, userId, writing.parts.length);
  if (price === null) return { outcome: "over-budget" };
  // It extends the conversation that it stands in.
  await transaction.all(touchActive, { userId, title: titleOf(text), now, since: 0 });
  const own = { userId, content: text, by, requestKey };
  const owner = { messageId: await insertOwnMessage(transaction, own), userId };
  const { parts, files } = newParts(transaction, owner, writing.parts);
  for (const one of [...parts, ...files]) await transaction.all(one.statement, one.values);
  await reserveParts(transaction, owner, price);
  if (isOwner) await transaction.all(answerRequest, { id: userId, now });
  await readyLane(transaction, userId, now, now);
  const detail = `message ${owner.messageId}`;
  await recordAudit(transaction, { by, action: "message written", userId, detail });
  return { outcome: "queued", ...owner, state: "pending" };
}

const recipient = statement(({ orm, users }, given: Given<"userId">) =>
  orm
    .select({
      to: users.replyTo,
      from: users.replyFrom,
      isActive: users.isActive,
      optedOutAt: users.optedOutAt,
      takenOverBy: users.takenOverBy,
      lastWroteAt,
    })
    .from(users)
    .where(eq(users.id, given.userId)),
);

/** Returns the message that a request with this key wrote, in its present state. */
async function writtenWith(reader: Reader, requestKey: string) {
  const found = await first(reader, withKey, { requestKey });
  return found ?? null;
}

const withKey = statement(({ orm, messages, deliveries }, given: Given<"requestKey">) =>
  orm
    .select({
      messageId: messages.id,
      userId: messages.userId,
      content: messages.content,
      state: deliveries.state,
    })
    .from(messages)
    .innerJoin(deliveries, eq(deliveries.messageId, messages.id))
    .where(and(sql`request_key is not null`, eq(messages.requestKey, given.requestKey)))
    .orderBy(desc(deliveries.part))
    .limit(1),
);

const answerRequest = updateRows("users", ["now"], {
  set: { humanAskedAt: null },
  by: ["id"],
  where: sql`human_asked_at is not null`,
});
