import {
  and,
  count,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  min,
  type SQL,
  sql,
} from "drizzle-orm";
import type { SQLiteUpdateSetSource } from "drizzle-orm/sqlite-core";
import type { AnswerRecord, Lane, ModelCall, ModelCallStart, Retry, Turn } from "../store.ts";
import { firstIdOf, idsOf } from "../turn.ts";
import type { Connection } from "./connection.ts";
import { queueJobs } from "./jobs.ts";
import { CLOCK_JUMP_MS, holdsLane } from "./lanes.ts";
import { finishMessage, queueParts, releaseHeld } from "./parts.ts";
import { conversations, messages, users } from "./schema.ts";
import { reserveTokens, settleTokens } from "./spending.ts";

export function beginModelCall(
  connection: Connection,
  lane: Lane,
  turn: Turn,
  { voidBefore, historyFrom, budget }: ModelCall,
): ModelCallStart | null {
  if (!holdsLane(connection, lane)) return null;
  const reserved = reserveTokens(connection, turn, budget);
  if (reserved !== "reserved") return { outcome: reserved };
  const { orm } = connection;
  const ours = inArray(messages.id, idsOf(turn));
  const now = connection.now();
  const began = orm
    .select({ firstCallAt: min(messages.firstCallAt) })
    .from(messages)
    .where(
      and(
        ours,
        gte(messages.firstCallAt, Math.max(voidBefore, now - CLOCK_JUMP_MS)),
        lte(messages.firstCallAt, now),
      ),
    )
    .get();
  const firstCallAt = began?.firstCallAt ?? now;
  orm.update(messages).set({ firstCallAt }).where(ours).run();
  if (historyFrom !== null) {
    const theirs = eq(conversations.id, turn.conversationId);
    orm.update(conversations).set({ historyFrom }).where(theirs).run();
  }
  return { outcome: "begun", firstCallAt };
}

export function recordAnswer(
  connection: Connection,
  lane: Lane,
  turn: Turn,
  answer: AnswerRecord,
): boolean {
  const { messageId } = turn;
  const isRecorded = changeWaiting(connection, lane, turn, {
    state: "done",
    isProcessed: true,
    answeredBy: messageId,
    aiModelUsed: answer.model,
    errorMessage: answer.error,
    topic: answer.topic ?? null,
  });
  if (!isRecorded) return false;
  if (answer.isWelcome === true) welcome(connection, lane.userId);
  if (answer.topic !== undefined) keepOutOfTitle(connection, turn);
  const { orm } = connection;
  for (const { messageId: id, text } of answer.words ?? []) {
    orm.update(messages).set({ content: text }).where(eq(messages.id, id)).run();
  }
  orm
    .update(messages)
    .set({ state: "answered", isProcessed: false, aiResponse: answer.text, ...answer.usage })
    .where(eq(messages.id, messageId))
    .run();
  settleTokens(connection, turn, answer.usage?.totalTokens ?? null);
  queueParts(connection, { messageId, userId: lane.userId }, answer.parts, answer.held);
  queueJobs(connection, answer.jobs ?? []);
  finishMessage(connection, messageId);
  return true;
}

function welcome({ orm, now }: Connection, userId: number): void {
  orm.update(users).set({ welcomedAt: now() }).where(eq(users.id, userId)).run();
}

/** A conversation that began with a command is named after what follows. */
function keepOutOfTitle({ orm }: Connection, turn: Turn): void {
  const hasNoOther = sql`not exists (
    select 1 from messages
    where conversation_id = ${turn.conversationId} and topic is null and id < ${firstIdOf(turn)})`;
  orm
    .update(conversations)
    .set({ title: null })
    .where(and(eq(conversations.id, turn.conversationId), hasNoOther))
    .run();
}

export function continueAnswer(
  connection: Connection,
  lane: Lane,
  turn: Turn,
  maxParts: number,
): number | null {
  if (!holdsLane(connection, lane)) return null;
  const newest = newestAnswered(connection, turn);
  const released = newest === null ? 0 : releaseHeld(connection, newest, maxParts);
  if (released > 0) {
    const answeredBy = turn.messageId;
    changeWaiting(connection, lane, turn, { state: "done", isProcessed: true, answeredBy });
  }
  return released;
}

/** The message that this user's newest answer stands in. */
function newestAnswered({ orm }: Connection, turn: Turn): number | null {
  const row = orm
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.userId, turn.userId),
        lt(messages.id, firstIdOf(turn)),
        isNotNull(messages.aiResponse),
        isNull(messages.topic),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(1)
    .get();
  return row?.id ?? null;
}

export function postponeAnswer(
  connection: Connection,
  lane: Lane,
  turn: Turn,
  { delayMs, giveUpMs, error, isCounted }: Retry,
): boolean {
  const runAt = connection.now() + delayMs;
  const first = messages.firstCallAt;
  // A call that began so long ago did so under another clock, or before the machine slept.
  const isInTime = sql`(coalesce(${first}, ${runAt}) >= ${runAt - giveUpMs} OR ${first} < ${runAt - delayMs - CLOCK_JUMP_MS})`;
  const isPostponed = changeWaiting(
    connection,
    lane,
    turn,
    {
      attempt: turn.attempt + (isCounted ? 1 : 0),
      // It came to an end: only starts that did not are held against it.
      starts: 0,
      runAt,
      errorMessage: error,
    },
    isInTime,
  );
  if (isPostponed) settleTokens(connection, turn, 0);
  return isPostponed;
}

export function buryTurn(
  connection: Connection,
  lane: Lane,
  turn: Turn,
  apology: string,
  error: string,
): boolean {
  const { messageId } = turn;
  const isBuried = changeWaiting(connection, lane, turn, {
    state: "dead",
    answeredBy: messageId,
    attempt: turn.attempt + 1,
    errorMessage: error,
  });
  if (isBuried) settleTokens(connection, turn, 0);
  if (isBuried) queueParts(connection, { messageId, userId: lane.userId }, [apology]);
  return isBuried;
}

/** Changes all messages of a turn, or none when one of them does not wait any more. */
function changeWaiting(
  connection: Connection,
  lane: Lane,
  turn: Turn,
  values: SQLiteUpdateSetSource<typeof messages>,
  condition?: SQL,
): boolean {
  if (!holdsLane(connection, lane)) return false;
  const { orm } = connection;
  const ids = idsOf(turn);
  const waiting = and(
    inArray(messages.id, ids),
    eq(messages.userId, lane.userId),
    sql`state = 'received'`,
    condition,
  );
  const found = orm.select({ total: count() }).from(messages).where(waiting).get();
  if (found?.total !== ids.length) return false;
  orm
    .update(messages)
    .set({ ...values, updatedAt: connection.now() })
    .where(waiting)
    .run();
  return true;
}
