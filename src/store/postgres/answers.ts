import {
  and,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  min,
  notExists,
  or,
  sql,
} from "drizzle-orm";
import type { ModelCall, ModelCallStart } from "../spending.ts";
import type { AnswerRecord, Lane, Retry, Turn } from "../store.ts";
import { firstIdOf, idsOf } from "../turn.ts";
import type { Transaction } from "./connection.ts";
import { queueJobs } from "./jobs.ts";
import { CLOCK_JUMP_MS } from "./lanes.ts";
import { finishMessage, queueParts, releaseHeld } from "./parts.ts";
import { conversations, messages, users } from "./schema.ts";
import { reserveTokens, settleTokens } from "./spending.ts";
import { changeWaiting, isWaiting } from "./waiting.ts";

export async function beginModelCall(
  transaction: Transaction,
  turn: Turn,
  { voidBefore, historyFrom, budget }: ModelCall,
): Promise<ModelCallStart> {
  const { orm, now } = transaction;
  const reserved = await reserveTokens(transaction, turn, budget);
  if (reserved !== "reserved") return { outcome: reserved };
  const ours = inArray(messages.id, idsOf(turn));
  const began = orm
    .select({ at: min(messages.firstCallAt) })
    .from(messages)
    .where(
      and(
        ours,
        gte(messages.firstCallAt, Math.max(voidBefore, now - CLOCK_JUMP_MS)),
        lte(messages.firstCallAt, now),
      ),
    );
  const [begun] = await orm
    .update(messages)
    .set({ firstCallAt: sql`coalesce((${began}), ${now}::bigint)` })
    .where(ours)
    .returning({ firstCallAt: messages.firstCallAt });
  if (historyFrom !== null) {
    const theirs = eq(conversations.id, turn.conversationId);
    await orm.update(conversations).set({ historyFrom }).where(theirs);
  }
  return { outcome: "begun", firstCallAt: begun?.firstCallAt ?? now };
}

export async function recordAnswer(
  transaction: Transaction,
  lane: Lane,
  turn: Turn,
  answer: AnswerRecord,
): Promise<boolean> {
  const { orm, now } = transaction;
  const { messageId, earlier } = turn;
  const covered = {
    answeredBy: messageId,
    aiModelUsed: answer.model,
    errorMessage: answer.error,
    topic: answer.topic ?? null,
    updatedAt: now,
  };
  const [owner] = await orm
    .update(messages)
    .set({
      ...covered,
      state: "answered",
      isProcessed: false,
      aiResponse: answer.text,
      ...answer.usage,
    })
    .where(and(eq(messages.id, messageId), isWaiting(transaction, lane, turn)))
    .returning({ id: messages.id });
  if (owner === undefined) return false;
  if (earlier.length > 0) {
    const ids = earlier.map((message) => message.messageId);
    await orm
      .update(messages)
      .set({ ...covered, state: "done", isProcessed: true })
      .where(inArray(messages.id, ids));
  }
  if (answer.isWelcome === true) await welcome(transaction, lane.userId);
  if (answer.topic !== undefined) await keepOutOfTitle(transaction, turn);
  for (const { messageId: id, text } of answer.words ?? []) {
    await orm.update(messages).set({ content: text }).where(eq(messages.id, id));
  }
  await settleTokens(transaction, turn, answer.usage?.totalTokens ?? null);
  await queueParts(transaction, { messageId, userId: lane.userId }, answer.parts, answer.held);
  if (answer.jobs !== undefined) await queueJobs(transaction, answer.jobs);
  // Parts that were queued just now are open.
  if (answer.parts.length === 0) await finishMessage(transaction, messageId);
  return true;
}

async function welcome({ orm, now }: Transaction, userId: number): Promise<void> {
  await orm.update(users).set({ welcomedAt: now }).where(eq(users.id, userId));
}

/** A conversation that began with a command is named after what follows. */
async function keepOutOfTitle({ orm }: Transaction, turn: Turn): Promise<void> {
  const other = orm
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, turn.conversationId),
        isNull(messages.topic),
        lt(messages.id, firstIdOf(turn)),
      ),
    );
  await orm
    .update(conversations)
    .set({ title: null })
    .where(and(eq(conversations.id, turn.conversationId), notExists(other)));
}

export async function continueAnswer(
  transaction: Transaction,
  lane: Lane,
  turn: Turn,
  maxParts: number,
): Promise<number> {
  const newest = await newestAnswered(transaction, turn);
  const released = newest === null ? 0 : await releaseHeld(transaction, newest, maxParts);
  if (released > 0) {
    const answeredBy = turn.messageId;
    await changeWaiting(transaction, lane, turn, { state: "done", isProcessed: true, answeredBy });
  }
  return released;
}

/** The message that this user's newest answer stands in. */
async function newestAnswered({ orm }: Transaction, turn: Turn): Promise<number | null> {
  const [row] = await orm
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
    .limit(1);
  return row?.id ?? null;
}

export async function postponeAnswer(
  transaction: Transaction,
  lane: Lane,
  turn: Turn,
  { delayMs, giveUpMs, error, isCounted }: Retry,
): Promise<boolean> {
  const { now } = transaction;
  const runAt = now + delayMs;
  const isInTime = or(
    isNull(messages.firstCallAt),
    gte(messages.firstCallAt, runAt - giveUpMs),
    // A call that began so long ago did so under another clock, or before the machine slept.
    lt(messages.firstCallAt, now - CLOCK_JUMP_MS),
  );
  const isPostponed = await changeWaiting(
    transaction,
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
  if (isPostponed) await settleTokens(transaction, turn, 0);
  return isPostponed;
}

export async function buryTurn(
  transaction: Transaction,
  lane: Lane,
  turn: Turn,
  apology: string,
  error: string,
): Promise<boolean> {
  const { messageId } = turn;
  const isBuried = await changeWaiting(transaction, lane, turn, {
    state: "dead",
    answeredBy: messageId,
    attempt: turn.attempt + 1,
    errorMessage: error,
  });
  if (!isBuried) return false;
  await settleTokens(transaction, turn, 0);
  await queueParts(transaction, { messageId, userId: lane.userId }, [apology]);
  return true;
}
