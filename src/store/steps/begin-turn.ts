import { and, desc, eq, getTableColumns, gte, isNull, lt, type SQLWrapper, sql } from "drizzle-orm";
import { STARTS_TOGETHER } from "../../core/suspects.ts";
import { call, type Reader, type Transaction } from "../driver.ts";
import { toPastMessages, type PastMessage } from "../past-messages.ts";
import { selectRows, updateRows } from "../plain-statements.ts";
import { type Dialect, type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";
import { firstIdOf, idsOf, MAX_BURST, toTurn, toTurnUser, type Turn } from "../turn.ts";
import { keepSpent } from "./spending.ts";
import { identityAt, identityIn } from "./user-addresses.ts";

/**
 * Begins a waiting message, and if merged all that wait behind it; counts one more start of each.
 */
export async function beginTurn(
  transaction: Transaction,
  userId: number,
  headId: number,
  { isMerged, isCounted }: { readonly isMerged: boolean; readonly isCounted: boolean },
): Promise<Turn> {
  const head = { userId, headId };
  const values = { ...head, more: isCounted ? 1 : 0, now: transaction.now };
  const [rows, [user]] = await transaction.together(
    isMerged ? call(startBurst, values) : call(startAlone, values),
    call(turnUser, head),
  );
  const turn = toTurn(rows);
  if (user === undefined) throw new Error(`message ${turn.messageId} has no user`);
  const address = rows[0]?.replyTo ?? user.replyTo;
  const identity = user.isMerged ? await identityAt(transaction, user, address) : user;
  const has = {
    pastMedia: user.hasPastMedia > 0 && !user.isIncognito,
    toolCalls: user.hasToolCalls > 0,
    facts: user.hasFacts > 0,
  };
  const whole = { ...turn, user: toTurnUser({ ...user, ...identityIn(identity) }), has };
  // A call interrupted by a crash was charged, whatever the result of this start.
  if (whole.starts > 1) await keepSpent(transaction, userId, idsOf(whole));
  return whole;
}

type Start = Given<"headId" | "more" | "now">;

/**
 * Marks messages that are begun while their user is incognito: they are erased once they are over,
 * those that an owner reads not before the hand-back.
 */
const privacyOfUser = sql<"private" | null>`case when exists (select 1 from users
  where users.id = messages.user_id and is_incognito) and not is_processed then 'private' end`;

const begun = (
  { messages, whole }: Pick<Tables & Dialect, "messages" | "whole">,
  given: Start,
) => ({
  starts: sql`${messages.starts} + ${whole(given.more)}`,
  privacy: privacyOfUser,
  updatedAt: given.now,
});

const startAlone = statement((tables, given: Start) => {
  const { orm, messages } = tables;
  return orm
    .update(messages)
    .set(begun(tables, given))
    .where(eq(messages.id, given.headId))
    .returning();
});

/**
 * Starts a message and those behind it in its conversation, up to the first that must be begun
 * alone, or that came from another address. Names the user at each place: PostgreSQL would begin with
 * the waiting messages of all users.
 */
export const startBurst = statement((tables, given: Start & Given<"userId">) => {
  const { orm, messages, whole } = tables;
  const userId = whole(given.userId);
  const burst = sql`select m.id from messages head
    join messages m on m.conversation_id = head.conversation_id
    where head.id = ${given.headId} and m.user_id = ${userId} and m.state = 'received'
      and m.is_processed = head.is_processed and not exists (
      select 1 from messages suspect where suspect.user_id = ${userId}
        and suspect.conversation_id = m.conversation_id and suspect.id <= m.id
        and suspect.state = 'received'
        and (suspect.starts >= ${sql.raw(String(STARTS_TOGETHER))}
          or suspect.reply_to is distinct from head.reply_to
          or suspect.reply_from is distinct from head.reply_from))
    order by m.id limit ${sql.raw(String(MAX_BURST))}`;
  return orm
    .update(messages)
    .set(begun(tables, given))
    .where(sql`${messages.id} in (${burst})`)
    .returning();
});

export async function putOff(transaction: Transaction, id: number, delayMs: number): Promise<void> {
  const { now } = transaction;
  await transaction.all(delay, { id, runAt: now + delayMs, now });
}

const delay = updateRows("messages", ["runAt", "now"], { by: ["id"] });

export async function spareTurn(transaction: Transaction, turn: Turn): Promise<boolean> {
  const ids = JSON.stringify(idsOf(turn));
  await transaction.all(uncountStart, { ids, now: transaction.now });
  // Those that are answered have a reservation for their parts alone, which are still to be sent.
  const unanswered = await transaction.all(unansweredAmong, { ids });
  await keepSpent(
    transaction,
    turn.userId,
    unanswered.map(({ id }) => id),
  );
  return true;
}

const uncountStart = updateRows("messages", ["now"], {
  set: { starts: ({ messages, greatest }) => greatest(sql`${messages.starts} - 1`, sql`0`) },
  among: "id",
  where: sql`state = 'received'`,
});

const unansweredAmong = selectRows("messages", ["id"], {
  among: "id",
  where: sql`state in ('received', 'discarded')`,
});

/** Selects the user of a turn's oldest message, and what is stored beside the turn's messages. */
const turnUser = statement((tables, given: Given<"userId" | "headId">) => {
  const { orm, users, messages, conversations, toolCalls, facts } = tables;
  const conversation = sql`(select conversation_id from messages as head where head.id = ${given.headId})`;
  const pastMedia = orm
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversation),
        lt(messages.id, given.headId),
        sql`media_url is not null`,
      ),
    );
  const from = orm
    .select({ id: sql`coalesce(${conversations.historyFrom}, 0)` })
    .from(conversations)
    .where(eq(conversations.id, conversation));
  const calls = orm
    .select({ id: toolCalls.messageId })
    .from(toolCalls)
    .innerJoin(messages, eq(messages.id, toolCalls.messageId))
    .where(and(eq(messages.conversationId, conversation), gte(messages.id, sql`(${from})`)));
  const known = orm.select({ id: facts.id }).from(facts).where(eq(facts.userId, given.userId));
  return orm
    .select({
      ...getTableColumns(users),
      hasPastMedia: isThere(pastMedia),
      hasToolCalls: isThere(calls),
      hasFacts: isThere(known),
    })
    .from(users)
    .where(eq(users.id, given.userId));
});

const isThere = (rows: SQLWrapper) =>
  sql`case when exists ${rows} then 1 else 0 end`.mapWith(Number);

export async function history(reader: Reader, turn: Turn, limit: number): Promise<PastMessage[]> {
  const { conversationId, userId, user } = turn;
  if (user.isIncognito) return [];
  const firstId = firstIdOf(turn);
  const rows = await reader.all(pastMessages, { conversationId, userId, firstId, limit });
  return toPastMessages(rows, limit);
}

const pastMessages = statement(
  (
    { orm, messages, conversations },
    given: Given<"conversationId" | "userId" | "firstId" | "limit">,
  ) => {
    const from = orm
      .select({ id: sql`coalesce(${conversations.historyFrom}, 0)` })
      .from(conversations)
      .where(eq(conversations.id, given.conversationId));
    return orm
      .select({
        messageId: messages.id,
        receivedAt: messages.createdAt,
        direction: messages.direction,
        type: messages.messageType,
        isForwarded: messages.isForwarded,
        content: messages.content,
        aiResponse: messages.aiResponse,
      })
      .from(messages)
      .where(
        and(
          eq(messages.conversationId, given.conversationId),
          eq(messages.userId, given.userId),
          gte(messages.id, sql`(${from})`),
          lt(messages.id, given.firstId),
          // Messages that were given up could make the next prompt fail too.
          sql`state in ('answered', 'done')`,
          isNull(messages.topic),
          isNull(messages.privacy),
        ),
      )
      .orderBy(desc(messages.id))
      .limit(sql.placeholder("limit"));
  },
);
