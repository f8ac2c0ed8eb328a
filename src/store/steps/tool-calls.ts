import { and, asc, eq, gte, lt, ne, sql } from "drizzle-orm";
import type { Continuation } from "../../core/tool-call.ts";
import type { Lane } from "../../core/lane.ts";
import type { Reader, Transaction } from "../driver.ts";
import { insertRow, selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import {
  type CallEnd,
  type CallPlace,
  MAX_PAST_LENGTH,
  type NewRound,
  type PastToolCall,
  type RecordedCall,
} from "../tool-calls.ts";
import { firstIdOf, idsOf, type Turn } from "../turn.ts";
import { areWaiting } from "./answers.ts";

export async function toolCallsOf(reader: Reader, turn: Turn): Promise<RecordedCall[]> {
  const rows = await reader.all(callsOfMessages, { messageIds: JSON.stringify(idsOf(turn)) });
  return rows.map(toRecordedCall);
}

const callsOfMessages = selectRows("toolCalls", null, {
  among: "messageId",
  orderBy: ["messageId", "round", "idx"],
});

type Row = NonNullable<(typeof callsOfMessages)["row"]>;

function toRecordedCall(row: Row): RecordedCall {
  const { messageId, round, idx, state } = row;
  return {
    messageId,
    round,
    idx,
    call: { id: row.callId, name: row.name, arguments: row.arguments },
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
    continuation: JSON.parse(row.continuation ?? "null") as Continuation | null,
    end:
      state === "started"
        ? null
        : { state, result: row.result ?? "", effect: toEffect(row.effect) },
  };
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
const toEffect = (stored: string | null) => JSON.parse(stored ?? "null") as CallEnd["effect"];

export async function pastToolCalls(
  reader: Reader,
  turn: Turn,
  since: number,
): Promise<PastToolCall[]> {
  const { userId, conversationId } = turn;
  return reader.all(callsBefore, { userId, conversationId, since, firstId: firstIdOf(turn) });
}

const callsBefore = statement(
  (
    { orm, toolCalls, messages },
    given: Given<"userId" | "conversationId" | "since" | "firstId">,
  ) => {
    const length = sql.raw(String(MAX_PAST_LENGTH));
    return orm
      .select({
        messageId: toolCalls.messageId,
        name: toolCalls.name,
        arguments: sql<string | null>`substr(${toolCalls.arguments}, 1, ${length})`,
        result: sql<string>`substr(coalesce(${toolCalls.result}, ''), 1, ${length})`,
      })
      .from(toolCalls)
      .innerJoin(messages, eq(messages.id, toolCalls.messageId))
      .where(
        and(
          eq(messages.conversationId, given.conversationId),
          eq(messages.userId, given.userId),
          gte(messages.id, given.since),
          lt(messages.id, given.firstId),
          ne(toolCalls.state, "started"),
        ),
      )
      .orderBy(asc(toolCalls.messageId), asc(toolCalls.round), asc(toolCalls.idx));
  },
);

export async function beginToolCalls(
  transaction: Transaction,
  turn: Turn,
  { round, calls, continuation }: NewRound,
): Promise<boolean> {
  // Its user opted out meanwhile.
  if (!(await areWaiting(transaction, turn))) return false;
  const { messageId } = turn;
  for (const [idx, call] of calls.entries()) {
    await transaction.all(insertCall, {
      messageId,
      round,
      idx,
      callId: call.id,
      name: call.name,
      arguments: call.arguments,
      continuation: idx > 0 || continuation === null ? null : JSON.stringify(continuation),
      startedAt: transaction.now,
    });
  }
  return true;
}

const insertCall = insertRow("toolCalls", [
  "messageId",
  "round",
  "idx",
  "callId",
  "name",
  "arguments",
  "continuation",
  "startedAt",
]);

export async function finishToolCall(
  transaction: Transaction,
  { userId }: Lane,
  place: CallPlace,
  { state, result, effect }: CallEnd,
): Promise<boolean> {
  const { messageId, round, idx } = place;
  const stored = effect === null ? null : JSON.stringify(effect);
  const at = { messageId, round, idx, userId, finishedAt: transaction.now };
  const values = { ...at, state, result, effect: stored };
  return (await transaction.all(endCall, values)).length > 0;
}

const endCall = updateRows("toolCalls", ["state", "result", "effect", "finishedAt"], {
  by: ["round", "idx"],
  where: ({ orm, toolCalls, messages }, given: Given<"messageId" | "userId">) => {
    const isMine = and(eq(messages.id, given.messageId), eq(messages.userId, given.userId));
    const mine = orm.select({ id: messages.id }).from(messages).where(isMine);
    return and(eq(toolCalls.messageId, mine), eq(toolCalls.state, "started"));
  },
  returning: ["idx"],
});
