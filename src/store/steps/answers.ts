import { and, eq, like, type SQL, sql } from "drizzle-orm";
import { type Call, call, first, type Transaction } from "../driver.ts";
import { updateRows } from "../plain-statements.ts";
import { type Dialect, type Given, statement } from "../statement.ts";
import type { AnswerRecord, MessageWords } from "../answer-record.ts";
import type { Tables } from "../tables.ts";
import { firstIdOf, idsOf, type Turn } from "../turn.ts";
import { applyEffects } from "./apply-effects.ts";
import { toOpenPart } from "./begin-send.ts";
import { keepOutOfTitle } from "./conversations.ts";
import { queueJobs } from "./jobs.ts";
import { type Begun, isFirstPart, workBesides } from "./open-work.ts";
import { finishMessage, newParts } from "./parts.ts";
import { reservedFor, toReservation } from "./reserved-money.ts";
import { settlement } from "./spending.ts";
import { textOfAnswer } from "./text-of-answer.ts";
import { queueEvent } from "./webhook-events.ts";

/**
 * Stores the answer to a turn and queues its parts. If nothing is to be sent before, the first part
 * is being sent from now on, and `alongside` is run with it; not if that is null.
 */
export async function recordAnswer(
  transaction: Transaction,
  turn: Turn,
  answer: AnswerRecord,
  alongside: readonly Call[] | null,
): Promise<boolean | Begun> {
  const { now } = transaction;
  const { messageId, userId, earlier } = turn;
  const ids = idsOf(turn);
  const { model, error, topic = null, usage } = answer;
  const facts = { aiModelUsed: model, errorMessage: error, topic, now };
  const [stored, [row], open] = await transaction.together(
    call(storeAnswer, {
      ...facts,
      ...(usage ?? NO_USAGE),
      messageId,
      aiResponse: textOfAnswer(answer),
      isPrivate: answer.isPrivate === true ? 1 : 0,
      userId,
      ids: JSON.stringify(ids),
      total: ids.length,
    }),
    reservedFor([messageId]),
    workBesides(transaction, userId, null),
  );
  const { tokens, charges, partNanoDollars } = answer.bill ?? {
    tokens: usage?.totalTokens ?? null,
    charges: [],
    partNanoDollars: 0n,
  };
  const reserved = row === undefined ? null : toReservation(row);
  if (stored.length === 0) {
    // An owner took over, or the user opted out: what the call did cost is settled all the same.
    if (reserved !== null) {
      await transaction.together(...settlement(transaction, turn, reserved, { tokens, charges }));
    }
    return false;
  }
  if (earlier.length > 0) {
    const covers = earlier.map((message) => message.messageId);
    const values = { ...facts, answeredBy: messageId, ids: JSON.stringify(covers) };
    await transaction.all(markCovered, values);
  }
  await noteTopic(transaction, turn, topic);
  if (answer.isWelcome === true) await transaction.all(welcome, { id: userId, welcomedAt: now });
  if (topic !== null) {
    await transaction.all(keepOutOfTitle, { id: turn.conversationId, firstId: firstIdOf(turn) });
  }
  await replaceWords(transaction, answer.words ?? []);
  await applyEffects(transaction, userId, answer.effects ?? []);
  if (answer.effects?.some(({ kind }) => kind === "send-file") === true) {
    await transaction.all(forgetFiles, { messageIds: JSON.stringify(ids) });
  }
  await queueEvent(transaction, { type: "message.answered", userId, messageId });
  await queueJobs(transaction, answer.jobs ?? []);
  const isBegun =
    alongside !== null && answer.parts.length > 0 && isFirstPart(transaction, open, messageId);
  const owner = { messageId, userId };
  const queued = newParts(transaction, owner, answer.parts, answer.held, isBegun);
  const [part, ...others] = queued.parts;
  const kept = partNanoDollars * BigInt(answer.parts.length);
  const settled = settlement(transaction, turn, reserved, { tokens, charges, parts: kept });
  const beside = [...settled, ...(isBegun ? alongside : [])];
  const [[begun]] =
    part === undefined
      ? [[], await transaction.together(...beside)]
      : await transaction.together(part, ...beside);
  for (const other of [...others, ...queued.files]) {
    await transaction.all(other.statement, other.values);
  }
  if (isBegun && begun !== undefined) return { begun: await toOpenPart(transaction, begun) };
  // A held part is not open.
  if (answer.parts.length === 0) await finishMessage(transaction, messageId);
  return true;
}

/** The files that tools made are parts now. */
const forgetFiles = updateRows("toolCalls", [], {
  set: { effect: null },
  among: "messageId",
  where: ({ toolCalls }) => like(toolCalls.effect, '{"kind":"send-file"%'),
});

const NO_USAGE = {
  promptTokens: null,
  completionTokens: null,
  totalTokens: null,
  cachedTokens: null,
};

const FACTS = ["aiModelUsed", "errorMessage", "topic", "now"] as const;

const storeAnswer = updateRows(
  "messages",
  [...FACTS, "aiResponse", "promptTokens", "completionTokens", "totalTokens", "cachedTokens"],
  {
    set: {
      state: "answered",
      isProcessed: false,
      draft: null,
      privacy: ({ messages, whole }, given: Given<"isPrivate">) =>
        sql`case when ${whole(given.isPrivate)} = 1 then 'private' else ${messages.privacy} end`,
    },
    where: (tables, given: Given<Waiting | "messageId" | "total">) =>
      and(
        eq(tables.messages.id, given.messageId),
        sql`${waitingCount(tables, given)} = ${tables.whole(given.total)}`,
      ),
    returning: ["id"],
  },
);

const markCovered = updateRows("messages", [...FACTS, "answeredBy"], {
  set: { state: "done", isProcessed: true },
  among: "id",
});

const welcome = updateRows("users", ["welcomedAt"], { by: ["id"] });

/** Stores the topic of a finished turn; most have none, and then nothing is written. */
export async function noteTopic(
  transaction: Transaction,
  { userId, receivedAt, user }: Turn,
  topic: string | null,
): Promise<void> {
  if (topic === null && user.before === null) return;
  const lastTopicAt = topic === null ? null : receivedAt;
  await transaction.all(setTopic, { id: userId, lastTopic: topic, lastTopicAt });
}

const setTopic = updateRows("users", ["lastTopic", "lastTopicAt"], { by: ["id"] });

/** Replaces the text of messages by one that has the words of their attachments. */
export async function replaceWords(
  transaction: Transaction,
  words: readonly MessageWords[],
): Promise<void> {
  for (const { messageId: id, text: content, type: messageType } of words) {
    await transaction.all(replaceContent, { id, content, messageType });
  }
}

const replaceContent = updateRows("messages", ["content", "messageType"], { by: ["id"] });

/** The message whose answer covers a row's message, if that is another. */
export const answererOf = ({ id }: Tables["messages"], messageId: SQL) =>
  sql<number | null>`nullif(${messageId}, ${id})`;

/** Returns whether every message of a turn still waits for its answer. */
export async function areWaiting(transaction: Transaction, turn: Turn): Promise<boolean> {
  const ids = idsOf(turn);
  const values = { ids: JSON.stringify(ids), userId: turn.userId };
  return (await first(transaction, waitingAmong, values))?.total === ids.length;
}

type Waiting = "ids" | "userId";

function waitingCount({ orm, messages, isAmong }: Dialect & Tables, given: Given<Waiting>) {
  return orm
    .select({ total: sql`count(*)`.mapWith(Number) })
    .from(messages)
    .where(
      and(
        isAmong(messages.id, given.ids),
        eq(messages.userId, given.userId),
        sql`state = 'received' and not is_processed`,
      ),
    );
}

const waitingAmong = statement((tables, given: Given<Waiting>) => waitingCount(tables, given));
