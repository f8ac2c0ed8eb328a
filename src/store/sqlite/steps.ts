import { and, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import type { SQLiteUpdateSetSource } from "drizzle-orm/sqlite-core";
import type { Location } from "../../core/message.ts";
import type {
  AnswerRecord,
  Lane,
  OpenPart,
  PastMessage,
  Retry,
  Step,
  StepOptions,
  Turn,
} from "../store.ts";
import type { Connection } from "./connection.ts";
import { queueJobs } from "./jobs.ts";
import { holdsLane, isDue, oldestOpenWork, renewLane } from "./lanes.ts";
import { finishMessage, queueParts } from "./parts.ts";
import { deliveries, messages, users } from "./schema.ts";

export function nextStep(
  connection: Connection,
  lane: Lane,
  { leaseMs, graceMs, mayAnswer }: StepOptions,
): Step | null {
  if (renewLane(connection, lane, leaseMs) === null) return null;
  const work = oldestOpenWork(connection, lane.userId);
  if (work === null || !isDue(work.runAt, connection.now())) return null;
  if (work.kind === "message") {
    return mayAnswer ? { kind: "answer", turn: beginTurn(connection, work.id) } : null;
  }
  return work.isSending
    ? { kind: "look-up", part: readPart(connection, work.id) }
    : { kind: "send", part: beginSend(connection, work.id, graceMs) };
}

export function history(connection: Connection, turn: Turn, limit: number): PastMessage[] {
  const rows = connection.orm
    .select({
      direction: messages.direction,
      type: messages.messageType,
      content: messages.content,
      aiResponse: messages.aiResponse,
    })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, turn.conversationId),
        eq(messages.userId, turn.userId),
        lt(messages.id, turn.messageId),
        sql`state in ('answered', 'done', 'dead')`,
      ),
    )
    .orderBy(desc(messages.id))
    .limit(limit)
    .all();
  const past = rows.toReversed().flatMap((row): PastMessage[] => [
    {
      role: row.direction === "inbound" ? "user" : "assistant",
      type: row.type,
      text: row.content ?? "",
    },
    { role: "assistant", type: "text", text: row.aiResponse ?? "" },
  ]);
  // A picture says something without a word.
  return past
    .filter((message) => message.text.trim() !== "" || message.type !== "text")
    .slice(-limit);
}

export function beginModelCall(
  connection: Connection,
  lane: Lane,
  messageId: number,
  voidBefore: number,
): number | null {
  if (!holdsLane(connection, lane)) return null;
  const { orm } = connection;
  const row = orm
    .select({ firstCallAt: messages.firstCallAt })
    .from(messages)
    .where(eq(messages.id, messageId))
    .get();
  if (row === undefined) return null;
  if (row.firstCallAt !== null && row.firstCallAt >= voidBefore) return row.firstCallAt;
  const firstCallAt = connection.now();
  orm.update(messages).set({ firstCallAt }).where(eq(messages.id, messageId)).run();
  return firstCallAt;
}

export function recordAnswer(
  connection: Connection,
  lane: Lane,
  messageId: number,
  answer: AnswerRecord,
): boolean {
  const isRecorded = changeWaiting(connection, lane, messageId, {
    state: "answered",
    answeredBy: messageId,
    ...(answer.words !== undefined && { content: answer.words }),
    aiResponse: answer.text,
    aiModelUsed: answer.model,
    ...answer.usage,
    errorMessage: answer.error,
  });
  if (!isRecorded) return false;
  queueParts(connection, { messageId, userId: lane.userId }, answer.parts);
  queueJobs(connection, answer.jobs ?? []);
  finishMessage(connection, messageId);
  return true;
}

export function postponeAnswer(
  connection: Connection,
  lane: Lane,
  messageId: number,
  { delayMs, giveUpMs, error, isCounted }: Retry,
): boolean {
  const runAt = connection.now() + delayMs;
  const isInTime = sql`coalesce(${messages.firstCallAt}, ${runAt}) >= ${runAt - giveUpMs}`;
  return changeWaiting(
    connection,
    lane,
    messageId,
    {
      attempt: sql`${messages.attempt} + ${isCounted ? 1 : 0}`,
      // It came to an end: only starts that did not are held against it.
      starts: 0,
      runAt,
      errorMessage: error,
    },
    isInTime,
  );
}

export function buryMessage(
  connection: Connection,
  lane: Lane,
  messageId: number,
  apology: string,
  error: string,
): boolean {
  const isBuried = changeWaiting(connection, lane, messageId, {
    state: "dead",
    attempt: sql`${messages.attempt} + 1`,
    errorMessage: error,
  });
  if (isBuried) queueParts(connection, { messageId, userId: lane.userId }, [apology]);
  return isBuried;
}

function changeWaiting(
  connection: Connection,
  lane: Lane,
  messageId: number,
  values: SQLiteUpdateSetSource<typeof messages>,
  condition?: SQL,
): boolean {
  if (!holdsLane(connection, lane)) return false;
  const changed = connection.orm
    .update(messages)
    .set({ ...values, updatedAt: connection.now() })
    .where(
      and(
        eq(messages.id, messageId),
        eq(messages.userId, lane.userId),
        sql`state = 'received'`,
        condition,
      ),
    )
    .returning({ id: messages.id })
    .get();
  return changed !== undefined;
}

function beginTurn({ orm, now }: Connection, messageId: number): Turn {
  const row = orm
    .update(messages)
    .set({ starts: sql`${messages.starts} + 1`, updatedAt: now() })
    .where(eq(messages.id, messageId))
    .returning()
    .get();
  if (row.conversationId === null) throw new Error(`message ${row.id} waits in no conversation`);
  return {
    messageId: row.id,
    userId: row.userId,
    conversationId: row.conversationId,
    sid: row.sid,
    type: row.messageType,
    text: row.content ?? "",
    location: row.location === null ? null : readLocation(row.location),
    quotedSid: row.quotedSid,
    isForwarded: row.isForwarded,
    receivedAt: row.createdAt,
    attempt: row.attempt,
    starts: row.starts,
  };
}

function readLocation(stored: string): Location {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
  return JSON.parse(stored) as Location;
}

function beginSend(connection: Connection, partId: number, graceMs: number): OpenPart {
  const at = connection.now();
  connection.orm
    .update(deliveries)
    .set({ state: "sending", startedAt: at, runAt: at + graceMs, lookups: 0, updatedAt: at })
    .where(eq(deliveries.id, partId))
    .run();
  return readPart(connection, partId);
}

function readPart({ orm }: Connection, partId: number): OpenPart {
  const row = orm
    .select()
    .from(deliveries)
    .innerJoin(users, eq(users.id, deliveries.userId))
    .where(eq(deliveries.id, partId))
    .get();
  if (row === undefined) throw new Error(`part ${partId} is gone`);
  const { deliveries: part, users: user } = row;
  return {
    id: part.id,
    messageId: part.messageId,
    part: part.part,
    to: user.replyTo,
    body: part.body,
    mediaUrl: part.mediaUrl,
    nonce: part.nonce,
    attempt: part.attempt,
    lookups: part.lookups,
    createdAt: part.createdAt,
    startedAt: part.startedAt ?? part.createdAt,
  };
}
