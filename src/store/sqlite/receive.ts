import { and, asc, count, eq, gt, gte, inArray, type SQL, sql } from "drizzle-orm";
import type { Identity, InboundMessage } from "../../core/message.ts";
import { hashSid } from "../hash-sid.ts";
import type { Arrivals, RefusalReason, Standing } from "../people.ts";
import { arrivalsOf, standingOf } from "../standing-of.ts";
import type { Receipt, Refusal, Verdict } from "../store.ts";
import { titleOf } from "../title-of.ts";
import type { Connection } from "./connection.ts";
import { readyLane } from "./lanes.ts";
import { queueParts } from "./parts.ts";
import { findOrCreatePerson, findPeople, freeCode } from "./people.ts";
import { attachments, conversations, deliveries, messages, seenSids } from "./schema.ts";

export function receive(
  connection: Connection,
  message: InboundMessage,
  judge: (standing: Standing) => Verdict,
  ageMs = 0,
): Receipt {
  if (wasSeen(connection, message.sid)) return { outcome: "duplicate" };
  const standing = readStanding(connection, message.identity);
  const verdict = judge(standing);
  if (!verdict.admitted && !("notice" in verdict)) return { outcome: verdict.why };
  const person = findOrCreatePerson(connection, message, standing.code);
  return verdict.admitted
    ? admit(connection, message, person.id, verdict, ageMs)
    : discard(connection, message, person.id, verdict, ageMs);
}

// Before anything is written.
function readStanding(connection: Connection, identity: Identity): Standing {
  const people = findPeople(connection, identity);
  const ids = people.map((person) => person.id);
  return standingOf(people, {
    openMessages: ids.length === 0 ? 0 : countOpen(connection, inArray(messages.userId, ids)),
    openInAll: countOpen(connection),
    code: people[0]?.code ?? freeCode(connection),
    arrivals: null,
  });
}

function countOpen({ orm }: Connection, condition?: SQL): number {
  const found = orm
    .select({ total: count() })
    .from(messages)
    .where(and(sql`state = 'received'`, condition))
    .get();
  return found?.total ?? 0;
}

export function arrivalsSince(connection: Connection, identity: Identity, since: number): Arrivals {
  const people = findPeople(connection, identity).map((person) => person.id);
  if (people.length === 0) return { admitted: [], refused: [] };
  const rows = connection.orm
    .select({ at: messages.createdAt, state: messages.state })
    .from(messages)
    .where(
      and(
        inArray(messages.userId, people),
        gt(messages.createdAt, since),
        eq(messages.direction, "inbound"),
      ),
    )
    .orderBy(asc(messages.createdAt))
    .all();
  return arrivalsOf(rows);
}

export function unseen(connection: Connection, sids: readonly string[]): Set<string> {
  return new Set(sids.filter((sid) => !wasSeen(connection, sid)));
}

function wasSeen({ orm }: Connection, sid: string): boolean {
  const row = orm.select({ id: messages.id }).from(messages).where(eq(messages.sid, sid)).get();
  if (row !== undefined) return true;
  const hash = hashSid(sid);
  return orm.select().from(seenSids).where(eq(seenSids.hash, hash)).get() !== undefined;
}

function admit(
  connection: Connection,
  message: InboundMessage,
  userId: number,
  { restMs, settleMs }: Extract<Verdict, { admitted: true }>,
  ageMs: number,
): Receipt {
  const { orm } = connection;
  const now = connection.now();
  const at = now - ageMs;
  const runAt = now + settleMs;
  const [first] = message.attachments;
  const { id } = orm
    .insert(messages)
    .values({
      sid: message.sid,
      userId,
      conversationId:
        currentConversation(connection, userId, message.text, restMs) ??
        beginConversation(connection, userId, message.text),
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
    })
    .returning({ id: messages.id })
    .get();
  message.attachments.forEach((attachment, idx) => {
    orm
      .insert(attachments)
      .values({ messageId: id, idx, ...attachment })
      .run();
  });
  readyLane(connection, userId, runAt);
  return { outcome: "queued", messageId: id, userId, at };
}

// What was refused leaves no content: it must never reach the model, not even later as history.
function discard(
  connection: Connection,
  message: InboundMessage,
  userId: number,
  verdict: Refusal,
  ageMs: number,
): Receipt {
  const now = connection.now();
  const at = now - ageMs;
  const { why, notice } = verdict;
  const isNoticed = notice !== null && !wasNoticed(connection, userId, why, at - notice.everyMs);
  const { id } = connection.orm
    .insert(messages)
    .values({
      sid: message.sid,
      userId,
      direction: "inbound",
      messageType: message.type,
      errorMessage: why,
      state: "discarded",
      runAt: now,
      createdAt: at,
      updatedAt: now,
    })
    .returning({ id: messages.id })
    .get();
  if (isNoticed) {
    queueParts(connection, { messageId: id, userId }, [notice.text]);
    readyLane(connection, userId, now);
  }
  return { outcome: "discarded", messageId: id, userId, at, why, isNoticed };
}

function wasNoticed(
  { orm }: Connection,
  userId: number,
  why: RefusalReason,
  since: number,
): boolean {
  const noticed = orm
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
    .limit(1)
    .get();
  return noticed !== undefined;
}

function currentConversation(
  { orm, now }: Connection,
  userId: number,
  text: string,
  restMs: number,
): number | null {
  const at = now();
  const active = and(eq(conversations.userId, userId), eq(conversations.isActive, true));
  const current = orm
    .update(conversations)
    .set({ updatedAt: at, title: sql`coalesce(${conversations.title}, ${titleOf(text)})` })
    .where(and(active, gte(conversations.updatedAt, at - restMs)))
    .returning({ id: conversations.id })
    .get();
  if (current !== undefined) return current.id;
  orm.update(conversations).set({ isActive: false }).where(active).run();
  return null;
}

export function beginConversation({ orm, now }: Connection, userId: number, text: string): number {
  const at = now();
  return orm
    .insert(conversations)
    .values({ userId, title: titleOf(text), createdAt: at, updatedAt: at })
    .returning({ id: conversations.id })
    .get().id;
}
