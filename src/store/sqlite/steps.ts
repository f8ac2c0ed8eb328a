import { and, desc, eq, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { SQLiteUpdateSetSource } from "drizzle-orm/sqlite-core";
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
import { beginTurn } from "./begin-turn.ts";
import type { Connection } from "./connection.ts";
import { queueJobs } from "./jobs.ts";
import { holdsLane, isDue, oldestOpenWork, renewLane } from "./lanes.ts";
import { finishMessage, queueParts } from "./parts.ts";
import { conversations, deliveries, messages, users } from "./schema.ts";

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
        isNull(messages.topic),
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
    topic: answer.topic ?? null,
  });
  if (!isRecorded) return false;
  if (answer.isWelcome === true) welcome(connection, lane.userId);
  if (answer.topic !== undefined) keepOutOfTitle(connection, messageId);
  queueParts(connection, { messageId, userId: lane.userId }, answer.parts);
  queueJobs(connection, answer.jobs ?? []);
  finishMessage(connection, messageId);
  return true;
}

function welcome({ orm, now }: Connection, userId: number): void {
  orm.update(users).set({ welcomedAt: now() }).where(eq(users.id, userId)).run();
}

/** A conversation that began with a command is named after what follows. */
function keepOutOfTitle({ orm }: Connection, messageId: number): void {
  const isItsFirst = sql`${conversations.id} in (
    select conversation_id from messages where conversation_id =
      (select conversation_id from messages where id = ${messageId})
    group by conversation_id having min(id) = ${messageId})`;
  orm.update(conversations).set({ title: null }).where(isItsFirst).run();
}

export function postponeAnswer(
  connection: Connection,
  lane: Lane,
  messageId: number,
  { delayMs, giveUpMs, error }: Retry,
): boolean {
  const runAt = connection.now() + delayMs;
  const isInTime = sql`coalesce(${messages.firstCallAt}, ${runAt}) >= ${runAt - giveUpMs}`;
  return changeWaiting(
    connection,
    lane,
    messageId,
    { attempt: sql`${messages.attempt} + 1`, runAt, errorMessage: error },
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
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .where(eq(deliveries.id, partId))
    .get();
  if (row === undefined) throw new Error(`part ${partId} is gone`);
  const { deliveries: part, users: user, messages: message } = row;
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
    isNotice: message.direction === "outbound",
    createdAt: part.createdAt,
    startedAt: part.startedAt ?? part.createdAt,
  };
}
