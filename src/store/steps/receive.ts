import { and, eq, gt, sql } from "drizzle-orm";
import type { InboundMessage } from "../../core/message.ts";
import { call, type Driver, first, type Transaction } from "../driver.ts";
import type { SenderState } from "../users.ts";
import { senderStateOf } from "../sender-state.ts";
import { type Given, statement } from "../statement.ts";
import type { Receipt, Refusal, Verdict } from "../store.ts";
import { affordMessages, reserveParts } from "./afford.ts";
import { chargeReceived } from "./charges.ts";
import { activeConversation, renewConversation, touchActive } from "./conversations.ts";
import { makeReady, readyLane } from "./lanes.ts";
import { queueMissed } from "./missed-reminders.ts";
import { titleOf } from "../title-of.ts";
import { setOptOut } from "./opt-out.ts";
import { queueParts } from "./parts.ts";
import { lockSenders, lookUp, type OpenCount } from "./senders.ts";
import { freeCode, senderValues, settleUser } from "./users.ts";

/** The last count of open messages per database. */
const openCounts = new WeakMap<Driver, OpenCount>();

interface ReceiveOptions {
  readonly ageMs: number;
  readonly windowMs: number;
  readonly fewestTold: number;
}

/**
 * Judges and stores a message. Concurrent messages of one user are judged one after the other, in
 * any process: their lane is locked first. A new user has none; there the unique constraints decide
 * which came first, and the other begins again.
 */
export async function receive(
  driver: Driver,
  message: InboundMessage,
  judge: (standing: SenderState) => Verdict,
  { ageMs, windowMs, fewestTold }: ReceiveOptions,
): Promise<Receipt> {
  const open = openCounts.get(driver) ?? { counted: 0, since: 0 };
  openCounts.set(driver, open);
  const opening = { statement: lockSenders, values: senderValues(message.identity) };
  const receipt = await driver.transactFrom(opening, async (transaction, rows) => {
    const window = { middle: transaction.now - ageMs, ms: windowMs, fewestTold };
    const found = await lookUp(transaction, message, window, rows, open);
    if (found.wasSeen) return { outcome: "duplicate" } as const;
    const { users, wasSeen: _seen, ...facts } = found;
    const code = users[0]?.code ?? (await freeCode(transaction));
    const verdict = judge(senderStateOf(users, { ...facts, code }));
    if (!verdict.admitted && !("notice" in verdict)) return { outcome: verdict.why } as const;
    const userId = await settleUser(transaction, message, users, code);
    const isReminded = users.some(({ hasMissedReminders }) => hasMissedReminders);
    if (isReminded && verdict.admitted && verdict.remind !== undefined) {
      await queueMissed(transaction, userId, verdict.remind);
    }
    return verdict.admitted
      ? admit(transaction, message, userId, verdict, ageMs)
      : discard(transaction, message, userId, verdict, ageMs);
  });
  if (receipt === null) throw new Error("a transaction did not begin");
  return receipt;
}

async function admit(
  transaction: Transaction,
  message: InboundMessage,
  userId: number,
  { restMs, settleMs }: Extract<Verdict, { admitted: true }>,
  ageMs: number,
): Promise<Receipt> {
  const { now } = transaction;
  const at = now - ageMs;
  const runAt = now + settleMs;
  const [attachment] = message.attachments;
  const { sid, type, text, quotedSid, isForwarded, location, raw, context = [] } = message;
  const active = { userId, title: titleOf(text), now, since: now - restMs };
  const waiting = {
    ...active,
    sid,
    type,
    text,
    mediaUrl: attachment?.url ?? null,
    mediaContentType: attachment?.contentType ?? null,
    quotedSid,
    isForwarded,
    location: location === null ? null : JSON.stringify(location),
    context: context.length === 0 ? null : JSON.stringify(context),
    raw: Object.keys(raw).length === 0 ? null : JSON.stringify(raw),
    runAt,
    at,
  };
  const [[conversation], [stored]] = await transaction.together(
    call(touchActive, active),
    call(insertWaiting, waiting),
    makeReady(userId, runAt),
  );
  if (stored === undefined) throw new Error("a new message has no id");
  if (conversation === undefined) {
    const conversationId = await renewConversation(transaction, userId, text);
    await transaction.all(placeMessage, { id: stored.id, conversationId });
  }
  for (const [idx, { url, contentType, kind }] of message.attachments.entries()) {
    await transaction.all(insertAttachment, { messageId: stored.id, idx, url, contentType, kind });
  }
  await chargeReceived(transaction, { messageId: stored.id, userId }, sid);
  return { outcome: "queued", messageId: stored.id, userId, at };
}

const insertWaiting = statement(
  (
    { orm, messages, conversations },
    given: Given<
      | "sid"
      | "userId"
      | "since"
      | "type"
      | "text"
      | "mediaUrl"
      | "mediaContentType"
      | "quotedSid"
      | "isForwarded"
      | "location"
      | "context"
      | "raw"
      | "runAt"
      | "at"
      | "now"
    >,
  ) =>
    orm
      .insert(messages)
      .values({
        sid: given.sid,
        userId: given.userId,
        conversationId: sql`(${activeConversation({ orm, conversations }, given)})`,
        direction: "inbound",
        messageType: given.type,
        content: given.text,
        mediaUrl: given.mediaUrl,
        mediaContentType: given.mediaContentType,
        quotedSid: given.quotedSid,
        isForwarded: given.isForwarded,
        location: given.location,
        context: given.context,
        raw: given.raw,
        state: "received",
        runAt: given.runAt,
        createdAt: given.at,
        updatedAt: given.now,
      })
      .returning({ id: messages.id }),
);

const placeMessage = statement(({ orm, messages }, given: Given<"id" | "conversationId">) =>
  orm
    .update(messages)
    .set({ conversationId: given.conversationId })
    .where(eq(messages.id, given.id)),
);

const insertAttachment = statement(
  ({ orm, attachments }, given: Given<"messageId" | "idx" | "url" | "contentType" | "kind">) =>
    orm.insert(attachments).values({
      messageId: given.messageId,
      idx: given.idx,
      url: given.url,
      contentType: given.contentType,
      kind: given.kind,
    }),
);

// A refused message leaves no content: it must never reach the model, not even later as history.
async function discard(
  transaction: Transaction,
  message: InboundMessage,
  userId: number,
  { why, notice, optOut }: Refusal,
  ageMs: number,
): Promise<Receipt> {
  const { now } = transaction;
  const at = now - ageMs;
  const since = at - (notice?.everyMs ?? 0);
  if (optOut !== undefined) await setOptOut(transaction, userId, optOut);
  const isNoticed =
    notice !== null && (await first(transaction, noticed, { userId, why, since })) === undefined;
  const { sid, type } = message;
  const stored = await first(transaction, insertDiscarded, { sid, userId, type, why, at, now });
  if (stored === undefined) throw new Error("a new message has no id");
  await chargeReceived(transaction, { messageId: stored.id, userId }, sid);
  const price = isNoticed ? await affordMessages(transaction, userId, 1) : null;
  if (isNoticed && price !== null) {
    const owner = { messageId: stored.id, userId };
    await queueParts(transaction, owner, [notice.text]);
    await reserveParts(transaction, owner, price);
    await readyLane(transaction, userId, now);
  }
  return {
    outcome: "discarded",
    messageId: stored.id,
    userId,
    at,
    why,
    isNoticed: price !== null,
  };
}

const insertDiscarded = statement(
  ({ orm, messages }, given: Given<"sid" | "userId" | "type" | "why" | "at" | "now">) =>
    orm
      .insert(messages)
      .values({
        sid: given.sid,
        userId: given.userId,
        direction: "inbound",
        messageType: given.type,
        errorMessage: given.why,
        state: "discarded",
        runAt: given.now,
        createdAt: given.at,
        updatedAt: given.now,
      })
      .returning({ id: messages.id }),
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
