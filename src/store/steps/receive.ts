import type { InboundMessage } from "../../core/message.ts";
import { call, type Driver, type Transaction } from "../driver.ts";
import type { SenderState } from "../users.ts";
import { senderStateOf } from "../sender-state.ts";
import { insertRow, updateRows } from "../plain-statements.ts";
import type { StateMark } from "../maintenance.ts";
import type { Receipt, Verdict } from "../receipt.ts";
import { chargeReceived } from "./charges.ts";
import { conversationNow, renewConversation, touchActive } from "./conversations.ts";
import { discard, type Taken } from "./discard.ts";
import { senderValues } from "./is-sender.ts";
import { makeReady } from "./lanes.ts";
import { queueMissed } from "./missed-reminders.ts";
import { titleOf } from "../title-of.ts";
import { TAKEN_OVER } from "./take-over.ts";
import { writeState } from "./settings.ts";
import { addressOf } from "./user-addresses.ts";
import { queueEvent } from "./webhook-events.ts";
import { IDLE } from "../tables.ts";
import { lockSenders, lookUp, type OpenCount } from "./senders.ts";
import { freeCode, settleUser } from "./users.ts";

/** The last count of open messages per database. */
const openCounts = new WeakMap<Driver, OpenCount>();

interface ReceiveOptions {
  readonly ageMs: number;
  readonly windowMs: number;
  readonly fewestTold: number;
  /** Written in the same transaction. */
  readonly mark: StateMark | null;
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
  options: ReceiveOptions,
): Promise<Receipt> {
  const { mark } = options;
  const open = openCounts.get(driver) ?? { counted: 0, since: 0 };
  openCounts.set(driver, open);
  const opening = { statement: lockSenders, values: senderValues(message.identity) };
  const receipt = await driver.transactFrom(opening, async (transaction, rows) => {
    const stored = await receiveIn(transaction, message, judge, { ...options, rows, open });
    if (mark !== null && stored.outcome !== "busy") {
      await writeState(transaction, mark.key, mark.value);
    }
    return stored;
  });
  if (receipt === null) throw new Error("a transaction did not begin");
  return receipt;
}

async function receiveIn(
  transaction: Transaction,
  message: InboundMessage,
  judge: (standing: SenderState) => Verdict,
  {
    ageMs,
    windowMs,
    fewestTold,
    rows,
    open,
  }: ReceiveOptions & {
    readonly rows: readonly { readonly userId: number | null }[];
    readonly open: OpenCount;
  },
): Promise<Receipt> {
  const window = { middle: transaction.now - ageMs, ms: windowMs, fewestTold };
  const found = await lookUp(transaction, message, window, rows, open);
  if (found.wasSeen) return { outcome: "duplicate" } as const;
  const { users, wasSeen: _seen, ...facts } = found;
  const code = users[0]?.code ?? (await freeCode(transaction));
  const verdict = judge(senderStateOf(users, { ...facts, code }));
  if (!verdict.admitted && !("notice" in verdict)) return { outcome: verdict.why } as const;
  const userId = await settleUser(transaction, message, users, code);
  const address = addressOf(
    message,
    users.some((user) => user.isMerged),
  );
  const isTakenOver = users.some(({ takenOverAt }) => takenOverAt !== null);
  const isReminded = users.some(({ hasMissedReminders }) => hasMissedReminders);
  if (isReminded && verdict.admitted && verdict.remind !== undefined) {
    await queueMissed(transaction, userId, verdict.remind);
  }
  return verdict.admitted
    ? admit(transaction, message, userId, { ...verdict, isTakenOver, address }, ageMs)
    : discard(transaction, message, userId, { ...verdict, isTakenOver, address }, ageMs);
}

async function admit(
  transaction: Transaction,
  message: InboundMessage,
  userId: number,
  { restMs, settleMs, isTakenOver, address }: Extract<Verdict, { admitted: true }> & Taken,
  ageMs: number,
): Promise<Receipt> {
  const { now } = transaction;
  const at = now - ageMs;
  const [attachment] = message.attachments;
  // Its attachments are read at once: the messenger does not keep them for ever.
  const isRead = isTakenOver && attachment !== undefined;
  const runAt = now + (isRead ? 0 : settleMs);
  const { sid, type, text, quotedSid, isForwarded, location, raw, context = [] } = message;
  const active = { userId, title: titleOf(text), now, since: now - restMs };
  const waiting = {
    ...active,
    sid,
    messageType: type,
    content: text,
    mediaUrl: attachment?.url ?? null,
    mediaContentType: attachment?.contentType ?? null,
    quotedSid,
    isForwarded,
    location: location === null ? null : JSON.stringify(location),
    context: context.length === 0 ? null : JSON.stringify(context),
    raw: Object.keys(raw).length === 0 ? null : JSON.stringify(raw),
    runAt,
    createdAt: at,
    state: isTakenOver && !isRead ? "done" : "received",
    errorMessage: isTakenOver ? TAKEN_OVER : null,
    isProcessed: isTakenOver,
    ...address,
  };
  const [[conversation], [stored]] = await transaction.together(
    call(touchActive, active),
    call(insertWaiting, waiting),
    makeReady(userId, isTakenOver && !isRead ? IDLE : runAt, at),
  );
  if (stored === undefined) throw new Error("a new message has no id");
  if (conversation === undefined) {
    const conversationId = await renewConversation(transaction, userId, text);
    await transaction.all(placeMessage, { id: stored.id, conversationId });
  }
  for (const [idx, { url, contentType, kind }] of message.attachments.entries()) {
    await transaction.all(insertAttachment, { messageId: stored.id, idx, url, contentType, kind });
  }
  const owner = { messageId: stored.id, userId };
  await chargeReceived(transaction, owner, sid);
  await queueEvent(transaction, { type: "message.received", ...owner });
  return { outcome: isTakenOver ? "taken-over" : "queued", ...owner, at };
}

const insertWaiting = insertRow(
  "messages",
  [
    "sid",
    "userId",
    "messageType",
    "content",
    "mediaUrl",
    "mediaContentType",
    "quotedSid",
    "isForwarded",
    "location",
    "context",
    "raw",
    "state",
    "errorMessage",
    "isProcessed",
    "replyTo",
    "replyFrom",
    "runAt",
    "createdAt",
    "now",
  ],
  { set: { conversationId: conversationNow, direction: "inbound" }, returning: ["id"] },
);

const placeMessage = updateRows("messages", ["conversationId"], { by: ["id"] });

const insertAttachment = insertRow("attachments", [
  "messageId",
  "idx",
  "url",
  "contentType",
  "kind",
]);
