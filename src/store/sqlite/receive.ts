import { and, asc, count, eq, gt, inArray, sql } from "drizzle-orm";
import type { Identity, InboundMessage } from "../../core/message.ts";
import { hashSid } from "../hash-sid.ts";
import type { Arrivals, RefusalReason, Standing } from "../people.ts";
import { arrivalsOf, standingOf } from "../standing-of.ts";
import type { Receipt, Refusal, Verdict } from "../store.ts";
import { type Connection, given, lastInsertedId, prepared } from "./connection.ts";
import { beginConversation, currentConversation } from "./conversations.ts";
import { countOpen, openInAll } from "./count-open.ts";
import { readyLane } from "./lanes.ts";
import { queueParts } from "./queue-parts.ts";
import { findPeople, freeCode, type Person, settlePerson } from "./people.ts";
import { attachments, deliveries, messages, seenSids } from "./schema.ts";

export function receive(
  connection: Connection,
  message: InboundMessage,
  judge: (standing: Standing) => Verdict,
  ageMs = 0,
): Receipt {
  if (wasSeen(connection, message.sid)) return { outcome: "duplicate" };
  const people = findPeople(connection, message.identity);
  const standing = readStanding(connection, people);
  let verdict = judge(standing);
  // Nobody is turned away by what was counted a while ago.
  if (isBusy(verdict)) verdict = judge({ ...standing, openInAll: countOpen(connection) });
  if (!verdict.admitted && !("notice" in verdict)) return { outcome: verdict.why };
  const person = settlePerson(connection, message, people, standing.code);
  return verdict.admitted
    ? admit(connection, message, person.id, verdict, ageMs)
    : discard(connection, message, person.id, verdict, ageMs);
}

function isBusy(verdict: Verdict): verdict is Extract<Verdict, { why: "busy" }> {
  return !verdict.admitted && verdict.why === "busy";
}

// Before anything is written.
function readStanding(connection: Connection, people: readonly Person[]): Standing {
  const openMessages = people.map(({ id }) => openOf(connection).get({ userId: id })?.total ?? 0);
  return standingOf(people, {
    openMessages: openMessages.reduce((sum, total) => sum + total, 0),
    openInAll: openInAll(connection),
    code: people[0]?.code ?? freeCode(connection),
    arrivals: null,
  });
}

const openOf = prepared((orm) =>
  orm
    .select({ total: count() })
    .from(messages)
    .where(and(sql`state = 'received'`, eq(messages.userId, given("userId"))))
    .prepare(),
);

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

function wasSeen(connection: Connection, sid: string): boolean {
  return (
    stored(connection).get({ sid }) !== undefined ||
    forgotten(connection).get({ hash: hashSid(sid) }) !== undefined
  );
}

const stored = prepared((orm) =>
  orm
    .select({ id: messages.id })
    .from(messages)
    .where(eq(messages.sid, given("sid")))
    .prepare(),
);

const forgotten = prepared((orm) =>
  orm
    .select()
    .from(seenSids)
    .where(eq(seenSids.hash, given("hash")))
    .prepare(),
);

function admit(
  connection: Connection,
  message: InboundMessage,
  userId: number,
  { restMs, settleMs }: Extract<Verdict, { admitted: true }>,
  ageMs: number,
): Receipt {
  const now = connection.now();
  const at = now - ageMs;
  const runAt = now + settleMs;
  const [first] = message.attachments;
  const conversationId =
    currentConversation(connection, userId, message.text, restMs) ??
    beginConversation(connection, userId, message.text);
  insertWaiting(connection).run({
    sid: message.sid,
    userId,
    conversationId,
    type: message.type,
    text: message.text,
    mediaUrl: first?.url ?? null,
    mediaContentType: first?.contentType ?? null,
    quotedSid: message.quotedSid,
    isForwarded: Number(message.isForwarded),
    location: message.location === null ? null : JSON.stringify(message.location),
    raw: Object.keys(message.raw).length === 0 ? null : JSON.stringify(message.raw),
    runAt,
    at,
    now,
  });
  const id = lastInsertedId(connection);
  message.attachments.forEach((attachment, idx) => {
    connection.orm
      .insert(attachments)
      .values({ messageId: id, idx, ...attachment })
      .run();
  });
  readyLane(connection, userId, runAt);
  return { outcome: "queued", messageId: id, userId, at };
}

const insertWaiting = prepared((orm) =>
  orm
    .insert(messages)
    .values({
      sid: given("sid"),
      userId: given("userId"),
      conversationId: given("conversationId"),
      direction: "inbound",
      messageType: given("type"),
      content: given("text"),
      mediaUrl: given("mediaUrl"),
      mediaContentType: given("mediaContentType"),
      quotedSid: given("quotedSid"),
      isForwarded: given("isForwarded"),
      location: given("location"),
      raw: given("raw"),
      state: "received",
      runAt: given("runAt"),
      createdAt: given("at"),
      updatedAt: given("now"),
    })
    .prepare(),
);

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
