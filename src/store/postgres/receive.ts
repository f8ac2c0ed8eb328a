import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Identity, InboundMessage } from "../../core/message.ts";
import { drawCode } from "../access-code.ts";
import { hashSid } from "../hash-sid.ts";
import type { Arrivals, RefusalReason, Standing } from "../people.ts";
import { arrivalsOf, standingOf } from "../standing-of.ts";
import type { Receipt, Refusal, Verdict } from "../store.ts";
import type { Connection, Transaction } from "./connection.ts";
import { readyLane } from "./lanes.ts";
import { beginConversation, continueConversation } from "./conversations.ts";
import { queueParts } from "./parts.ts";
import { isKnownAs, settlePerson } from "./people.ts";
import { findSender } from "./find-sender.ts";
import { attachments, deliveries, messages, seenSids, users } from "./schema.ts";

/**
 * Concurrent messages of one person are judged one after the other, in whatever process they came:
 * their lane is locked first. Who is new has none: there the unique constraints decide who came first,
 * and the other begins again.
 */
export async function receive(
  transaction: Transaction,
  message: InboundMessage,
  judge: (standing: Standing) => Verdict,
  ageMs = 0,
  windowMs = 0,
): Promise<Receipt> {
  const window = { middle: transaction.now - ageMs, ms: windowMs };
  const { people, wasSeen, ...facts } = await findSender(transaction, message, window);
  if (wasSeen) return { outcome: "duplicate" };
  const code = people[0]?.code ?? drawCode();
  const verdict = judge(standingOf(people, { ...facts, code }));
  if (!verdict.admitted && !("notice" in verdict)) return { outcome: verdict.why };
  const userId = await settlePerson(transaction, message, people, code);
  return verdict.admitted
    ? admit(transaction, message, userId, verdict, ageMs)
    : discard(transaction, message, userId, verdict, ageMs);
}

export async function arrivalsSince(
  { orm }: Connection,
  identity: Identity,
  since: number,
): Promise<Arrivals> {
  const people = orm.select({ id: users.id }).from(users).where(isKnownAs(identity));
  const rows = await orm
    .select({ at: messages.createdAt, state: messages.state })
    .from(messages)
    .where(
      and(
        inArray(messages.userId, people),
        gt(messages.createdAt, since),
        eq(messages.direction, "inbound"),
      ),
    )
    .orderBy(asc(messages.createdAt));
  return arrivalsOf(rows);
}

export async function unseen(
  { orm }: Connection,
  sids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (sids.length === 0) return new Set();
  // In this order: a message that is deleted in between is found among the seen.
  const stored = await orm
    .select({ sid: messages.sid })
    .from(messages)
    .where(inArray(messages.sid, [...sids]));
  const seen = await orm
    .select({ hash: seenSids.hash })
    .from(seenSids)
    .where(inArray(seenSids.hash, sids.map(hashSid)));
  const known = new Set([...stored.map(({ sid }) => sid), ...seen.map(({ hash }) => hash)]);
  return new Set(sids.filter((sid) => !known.has(sid) && !known.has(hashSid(sid))));
}

async function admit(
  transaction: Transaction,
  message: InboundMessage,
  userId: number,
  { restMs, settleMs }: Extract<Verdict, { admitted: true }>,
  ageMs: number,
): Promise<Receipt> {
  const { orm, now } = transaction;
  const at = now - ageMs;
  const runAt = now + settleMs;
  const [first] = message.attachments;
  const conversationId =
    (await continueConversation(transaction, userId, message.text, restMs)) ??
    (await beginConversation(transaction, userId, message.text));
  const messageId = await insertMessage(transaction, {
    sid: message.sid,
    userId,
    conversationId,
    direction: "inbound",
    messageType: message.type,
    content: message.text,
    mediaUrl: first?.url ?? null,
    mediaContentType: first?.contentType ?? null,
    quotedSid: message.quotedSid,
    isForwarded: message.isForwarded,
    location: message.location === null ? null : JSON.stringify(message.location),
    raw: Object.keys(message.raw).length === 0 ? null : JSON.stringify(message.raw),
    state: "received",
    runAt,
    createdAt: at,
    updatedAt: now,
  });
  if (message.attachments.length > 0) {
    await orm
      .insert(attachments)
      .values(message.attachments.map((attachment, idx) => ({ messageId, idx, ...attachment })));
  }
  await readyLane(transaction, userId, runAt);
  return { outcome: "queued", messageId, userId, at };
}

// What was refused leaves no content: it must never reach the model, not even later as history.
async function discard(
  transaction: Transaction,
  message: InboundMessage,
  userId: number,
  { why, notice }: Refusal,
  ageMs: number,
): Promise<Receipt> {
  const { now } = transaction;
  const at = now - ageMs;
  const isNoticed =
    notice !== null && !(await wasNoticed(transaction, userId, why, at - notice.everyMs));
  const messageId = await insertMessage(transaction, {
    sid: message.sid,
    userId,
    direction: "inbound",
    messageType: message.type,
    errorMessage: why,
    state: "discarded",
    runAt: now,
    createdAt: at,
    updatedAt: now,
  });
  if (isNoticed) {
    await queueParts(transaction, { messageId, userId }, [notice.text]);
    await readyLane(transaction, userId, now);
  }
  return { outcome: "discarded", messageId, userId, at, why, isNoticed };
}

/** A sid that another process has stored meanwhile violates its constraint: all of this is begun again. */
export async function insertMessage(
  { orm }: Transaction,
  message: typeof messages.$inferInsert,
): Promise<number> {
  const [row] = await orm.insert(messages).values(message).returning({ id: messages.id });
  if (row === undefined) throw new Error("PostgreSQL returned no id for a new message");
  return row.id;
}

async function wasNoticed(
  { orm }: Transaction,
  userId: number,
  why: RefusalReason,
  since: number,
): Promise<boolean> {
  const noticed = await orm
    .select({ id: deliveries.id })
    .from(messages)
    .innerJoin(deliveries, eq(deliveries.messageId, messages.id))
    .where(
      and(
        eq(messages.userId, userId),
        gt(messages.createdAt, since),
        sql`${messages.state} = 'discarded'`,
        eq(messages.errorMessage, why),
      ),
    )
    .limit(1);
  return noticed.length > 0;
}
