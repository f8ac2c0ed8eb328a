import { and, count, desc, eq, inArray, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { SQLiteUpdateSetSource } from "drizzle-orm/sqlite-core";
import type { AnswerRecord, Lane, Retry, Turn } from "../store.ts";
import { firstIdOf, idsOf } from "../turn.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { queueJobs } from "./jobs.ts";
import { CLOCK_JUMP_MS, holdsLane } from "./lanes.ts";
import { finishMessage } from "./parts.ts";
import { queueParts, releaseHeld } from "./queue-parts.ts";
import { conversations, messages, users } from "./schema.ts";
import { settleTokens } from "./spending.ts";

export function recordAnswer(
  connection: Connection,
  lane: Lane,
  turn: Turn,
  answer: AnswerRecord,
): boolean {
  const { messageId } = turn;
  if (!areWaiting(connection, lane, turn)) return false;
  const now = connection.now();
  const { model, error, topic = null, usage } = answer;
  const facts = { answeredBy: messageId, model, error, topic, now };
  for (const { messageId: id } of turn.earlier) markCovered(connection).run({ id, ...facts });
  storeAnswer(connection).run({ ...facts, text: answer.text, ...(usage ?? NO_USAGE) });
  if (answer.isWelcome === true) welcome(connection, lane.userId);
  if (answer.topic !== undefined) keepOutOfTitle(connection, turn);
  for (const { messageId: id, text } of answer.words ?? []) {
    connection.orm.update(messages).set({ content: text }).where(eq(messages.id, id)).run();
  }
  settleTokens(connection, turn, usage?.totalTokens ?? null);
  queueParts(connection, { messageId, userId: lane.userId }, answer.parts, answer.held);
  queueJobs(connection, answer.jobs ?? []);
  if (answer.parts.length === 0) finishMessage(connection, messageId);
  return true;
}

const NO_USAGE = {
  promptTokens: null,
  completionTokens: null,
  totalTokens: null,
  cachedTokens: null,
};

const COVERED = {
  answeredBy: given("answeredBy"),
  aiModelUsed: given("model"),
  errorMessage: given("error"),
  topic: given("topic"),
  updatedAt: given("now"),
};

const markCovered = prepared((orm) =>
  orm
    .update(messages)
    .set({ ...COVERED, state: "done", isProcessed: true })
    .where(eq(messages.id, given("id")))
    .prepare(),
);

const storeAnswer = prepared((orm) =>
  orm
    .update(messages)
    .set({
      ...COVERED,
      state: "answered",
      isProcessed: false,
      aiResponse: given("text"),
      promptTokens: given("promptTokens"),
      completionTokens: given("completionTokens"),
      totalTokens: given("totalTokens"),
      cachedTokens: given("cachedTokens"),
    })
    .where(eq(messages.id, given("answeredBy")))
    .prepare(),
);

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
  if (!areWaiting(connection, lane, turn)) return false;
  const { orm } = connection;
  const ours = inArray(messages.id, idsOf(turn));
  if (condition !== undefined) {
    const met = orm.select({ total: count() }).from(messages).where(and(ours, condition)).get();
    if (met?.total !== turn.earlier.length + 1) return false;
  }
  orm
    .update(messages)
    .set({ ...values, updatedAt: connection.now() })
    .where(ours)
    .run();
  return true;
}

/** Whether the lane is held and all messages of a turn still wait for their answer. */
function areWaiting(connection: Connection, lane: Lane, turn: Turn): boolean {
  const { userId } = lane;
  return (
    holdsLane(connection, lane) &&
    idsOf(turn).every((id) => waitingWithId(connection).get({ id, userId }) !== undefined)
  );
}

const waitingWithId = prepared((orm) =>
  orm
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.id, given("id")),
        eq(messages.userId, given("userId")),
        sql`state = 'received'`,
      ),
    )
    .prepare(),
);
