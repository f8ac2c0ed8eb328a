import { and, desc, eq, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import { first, type Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import type { AnswerRecord, Retry, Turn } from "../store.ts";
import { firstIdOf, idsOf } from "../turn.ts";
import { queueJobs } from "./jobs.ts";
import { CLOCK_JUMP_MS } from "./lanes.ts";
import { finishMessage, queueParts, releaseHeld } from "./parts.ts";
import { settleTokens } from "./spending.ts";

export async function recordAnswer(
  transaction: Transaction,
  turn: Turn,
  answer: AnswerRecord,
): Promise<boolean> {
  const { now } = transaction;
  const { messageId, userId, earlier } = turn;
  if (!(await areWaiting(transaction, turn))) return false;
  const { model, error, topic = null, usage, text } = answer;
  const facts = { answeredBy: messageId, model, error, topic, now };
  await transaction.all(storeAnswer, { ...facts, text, ...(usage ?? NO_USAGE) });
  if (earlier.length > 0) {
    const ids = JSON.stringify(earlier.map((message) => message.messageId));
    await transaction.all(markCovered, { ...facts, ids });
  }
  await noteTopic(transaction, turn, topic);
  if (answer.isWelcome === true) await transaction.all(welcome, { userId, now });
  if (topic !== null) {
    await transaction.all(keepOutOfTitle, { id: turn.conversationId, firstId: firstIdOf(turn) });
  }
  for (const { messageId: id, text: content } of answer.words ?? []) {
    await transaction.all(replaceContent, { id, content });
  }
  await settleTokens(transaction, turn, usage?.totalTokens ?? null);
  await queueParts(transaction, { messageId, userId }, answer.parts, answer.held);
  await queueJobs(transaction, answer.jobs ?? []);
  // Parts that were queued just now are open.
  if (answer.parts.length === 0) await finishMessage(transaction, messageId);
  return true;
}

const NO_USAGE = {
  promptTokens: null,
  completionTokens: null,
  totalTokens: null,
  cachedTokens: null,
};

type Facts = "answeredBy" | "model" | "error" | "topic" | "now";

const covered = (given: Given<Facts>) => ({
  answeredBy: given.answeredBy,
  aiModelUsed: given.model,
  errorMessage: given.error,
  topic: given.topic,
  updatedAt: given.now,
});

const storeAnswer = statement(
  ({ orm, messages }, given: Given<Facts | "text" | keyof typeof NO_USAGE>) =>
    orm
      .update(messages)
      .set({
        ...covered(given),
        state: "answered",
        isProcessed: false,
        aiResponse: given.text,
        promptTokens: given.promptTokens,
        completionTokens: given.completionTokens,
        totalTokens: given.totalTokens,
        cachedTokens: given.cachedTokens,
      })
      .where(eq(messages.id, given.answeredBy)),
);

const markCovered = statement(({ orm, messages, isAmong }, given: Given<Facts | "ids">) =>
  orm
    .update(messages)
    .set({ ...covered(given), state: "done", isProcessed: true })
    .where(isAmong(messages.id, given.ids)),
);

const welcome = statement(({ orm, users }, given: Given<"userId" | "now">) =>
  orm.update(users).set({ welcomedAt: given.now }).where(eq(users.id, given.userId)),
);

/** Keeps the topic of the turn that has come to its end; most have none, and then nothing is written. */
async function noteTopic(
  transaction: Transaction,
  { userId, receivedAt, user }: Turn,
  topic: string | null,
): Promise<void> {
  if (topic === null && user.before === null) return;
  await transaction.all(setTopic, { userId, topic, at: topic === null ? null : receivedAt });
}

const setTopic = statement(({ orm, users }, given: Given<"userId" | "topic" | "at">) =>
  orm
    .update(users)
    .set({ lastTopic: given.topic, lastTopicAt: given.at })
    .where(eq(users.id, given.userId)),
);

/** A conversation that began with a command is named after what follows. */
const keepOutOfTitle = statement(
  ({ orm, conversations, messages }, given: Given<"id" | "firstId">) => {
    const other = orm
      .select({ id: messages.id })
      .from(messages)
      .where(
        and(
          eq(messages.conversationId, given.id),
          isNull(messages.topic),
          lt(messages.id, given.firstId),
        ),
      );
    return orm
      .update(conversations)
      .set({ title: null })
      .where(and(eq(conversations.id, given.id), sql`not exists ${other}`));
  },
);

const replaceContent = statement(({ orm, messages }, given: Given<"id" | "content">) =>
  orm.update(messages).set({ content: given.content }).where(eq(messages.id, given.id)),
);

export async function continueAnswer(
  transaction: Transaction,
  turn: Turn,
  maxParts: number,
): Promise<number> {
  const { userId, messageId } = turn;
  if (!(await areWaiting(transaction, turn))) return 0;
  const newest = await first(transaction, newestAnswered, { userId, firstId: firstIdOf(turn) });
  const released = newest === undefined ? 0 : await releaseHeld(transaction, newest.id, maxParts);
  if (released > 0) {
    const ids = JSON.stringify(idsOf(turn));
    await transaction.all(endTurn, { ids, answeredBy: messageId, now: transaction.now });
    await noteTopic(transaction, turn, null);
  }
  return released;
}

const newestAnswered = statement(({ orm, messages }, given: Given<"userId" | "firstId">) =>
  orm
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.userId, given.userId),
        lt(messages.id, given.firstId),
        isNotNull(messages.aiResponse),
        isNull(messages.topic),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(1),
);

const endTurn = statement(
  ({ orm, messages, isAmong }, given: Given<"ids" | "answeredBy" | "now">) =>
    orm
      .update(messages)
      .set({
        state: "done",
        isProcessed: true,
        answeredBy: given.answeredBy,
        // It asks for what was said, and is no part of the conversation.
        topic: "more",
        updatedAt: given.now,
      })
      .where(isAmong(messages.id, given.ids)),
);

export async function postponeAnswer(
  transaction: Transaction,
  turn: Turn,
  { delayMs, giveUpMs, error, isCounted }: Retry,
): Promise<boolean> {
  const { now } = transaction;
  const ids = idsOf(turn);
  const runAt = now + delayMs;
  const inTime = await first(transaction, stillInTime, {
    ids: JSON.stringify(ids),
    userId: turn.userId,
    earliest: runAt - giveUpMs,
    // A call that began so long ago did so under another clock, or before the machine slept.
    longAgo: now - CLOCK_JUMP_MS,
  });
  if (inTime?.total !== ids.length) return false;
  await transaction.all(postpone, {
    ids: JSON.stringify(ids),
    attempt: turn.attempt + (isCounted ? 1 : 0),
    runAt,
    error,
    now,
  });
  await settleTokens(transaction, turn, 0);
  return true;
}

const stillInTime = statement(
  ({ orm, messages, isAmong }, given: Given<"ids" | "userId" | "earliest" | "longAgo">) =>
    orm
      .select({ total: sql`count(*)`.mapWith(Number) })
      .from(messages)
      .where(
        and(
          isAmong(messages.id, given.ids),
          eq(messages.userId, given.userId),
          sql`state = 'received'`,
          or(
            isNull(messages.firstCallAt),
            sql`${messages.firstCallAt} >= ${given.earliest}`,
            lt(messages.firstCallAt, given.longAgo),
          ),
        ),
      ),
);

const postpone = statement(
  ({ orm, messages, isAmong }, given: Given<"ids" | "attempt" | "runAt" | "error" | "now">) =>
    orm
      .update(messages)
      .set({
        attempt: given.attempt,
        // It came to an end: only starts that did not are held against it.
        starts: 0,
        runAt: given.runAt,
        errorMessage: given.error,
        updatedAt: given.now,
      })
      .where(isAmong(messages.id, given.ids)),
);

export async function buryTurn(
  transaction: Transaction,
  turn: Turn,
  apology: string,
  error: string,
): Promise<boolean> {
  const { messageId, userId } = turn;
  if (!(await areWaiting(transaction, turn))) return false;
  await transaction.all(giveUp, {
    ids: JSON.stringify(idsOf(turn)),
    answeredBy: messageId,
    attempt: turn.attempt + 1,
    error,
    now: transaction.now,
  });
  await noteTopic(transaction, turn, null);
  await settleTokens(transaction, turn, 0);
  await queueParts(transaction, { messageId, userId }, [apology]);
  return true;
}

const giveUp = statement(
  ({ orm, messages, isAmong }, given: Given<"ids" | "answeredBy" | "attempt" | "error" | "now">) =>
    orm
      .update(messages)
      .set({
        state: "dead",
        answeredBy: given.answeredBy,
        attempt: given.attempt,
        errorMessage: given.error,
        updatedAt: given.now,
      })
      .where(isAmong(messages.id, given.ids)),
);

/** Whether every message of a turn still waits for its answer. */
export async function areWaiting(transaction: Transaction, turn: Turn): Promise<boolean> {
  const ids = idsOf(turn);
  const values = { ids: JSON.stringify(ids), userId: turn.userId };
  return (await first(transaction, waitingAmong, values))?.total === ids.length;
}

const waitingAmong = statement(({ orm, messages, isAmong }, given: Given<"ids" | "userId">) =>
  orm
    .select({ total: sql`count(*)`.mapWith(Number) })
    .from(messages)
    .where(
      and(
        isAmong(messages.id, given.ids),
        eq(messages.userId, given.userId),
        sql`state = 'received'`,
      ),
    ),
);
