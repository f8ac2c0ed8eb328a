import { and, desc, eq, getTableColumns, or, sql } from "drizzle-orm";
import {
  type MessageTimeline,
  type Said,
  exchangeFromRows,
  lifeFromRows,
  readMessageId,
} from "../message-timeline.ts";
import type { UserSummary, UserRef, Permissions } from "../user-admin.ts";
import { first, type Reader, type Transaction } from "../driver.ts";
import { countRows, selectRows } from "../plain-statements.ts";
import { type Dialect, type Given, statement } from "../statement.ts";
import type { Overview } from "../maintenance.ts";
import type { Tables } from "../tables.ts";
import { setPermissions as writeStanding } from "./access.ts";
import { recordUserChange } from "./admin-access.ts";
import { lastWroteAt, summaryOf } from "./user-columns.ts";
import { findByAddress, lockAddress } from "./users.ts";

export async function findUser(reader: Reader, who: UserRef): Promise<UserSummary | null> {
  const id = typeof who === "number" ? who : (await findByAddress(reader, who))?.id;
  return id === undefined ? null : ((await first(reader, withId, { id })) ?? null);
}

export async function setPermissions(
  transaction: Transaction,
  address: string,
  standing: Permissions,
  by: string,
): Promise<UserSummary> {
  const { id } = await lockAddress(transaction, address);
  await writeStanding(transaction, id, standing);
  await recordUserChange(transaction, id, standing, by);
  const user = await findUser(transaction, id);
  if (user === null) throw new Error(`user ${id} is gone`);
  return user;
}

export const listUsers = statement((tables) =>
  selectUsers(tables).orderBy(sql`last_wrote_at desc nulls last`, tables.users.id),
);

const withId = statement((tables, given: Given<"id">) =>
  selectUsers(tables).where(eq(tables.users.id, given.id)),
);

function selectUsers({ orm, users }: Tables & Pick<Dialect, "orm">) {
  const of = sql`from messages where messages.user_id = users.id and direction = 'inbound'`;
  return orm
    .select({
      ...summaryOf({ users }),
      messages: sql`(select count(*) ${of} and state <> 'discarded')`.mapWith(Number),
      refused: sql`(select count(*) ${of} and state = 'discarded')`.mapWith(Number),
      lastWroteAt: lastWroteAt.as("last_wrote_at"),
    })
    .from(users);
}

export async function conversation(reader: Reader, userId: number, limit: number): Promise<Said[]> {
  const said = await reader.all(lastSaid, { userId, limit });
  return exchangeFromRows(said, await reader.all(lastNotices, { userId, limit }), limit);
}

const lastSaid = selectRows("messages", null, {
  by: ["userId"],
  where: ({ messages }) => and(eq(messages.direction, "inbound"), sql`state <> 'discarded'`),
  orderByDesc: ["id"],
  limit: "limit",
});

/** Selects the notices that were sent on their own, and those that answered a refused message. */
const lastNotices = statement(({ orm, messages, deliveries }, given: Given<"userId" | "limit">) =>
  orm
    .select({
      messageId: deliveries.messageId,
      at: deliveries.createdAt,
      text: deliveries.body,
      writtenBy: messages.writtenBy,
    })
    .from(deliveries)
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .where(
      and(
        eq(messages.userId, given.userId),
        or(eq(messages.direction, "outbound"), sql`${messages.state} = 'discarded'`),
      ),
    )
    .orderBy(desc(deliveries.messageId), desc(deliveries.part))
    .limit(sql.placeholder("limit")),
);

export async function timelineOf(reader: Reader, message: string): Promise<MessageTimeline | null> {
  const id = readMessageId(message);
  const row =
    id === null
      ? ((await first(reader, messageWithSid, { sid: message })) ??
        (await first(reader, ownerOfPart, { sid: message })))
      : await first(reader, messageWithId, { id });
  if (row === undefined) return null;
  const attached = await first(reader, countAttachments, { messageId: row.id });
  // The parts of a burst's answer, and its calls, hang on its last message.
  const place = { id: row.id, answeredBy: row.answeredBy };
  const calls = await reader.all(callsFor, place);
  return lifeFromRows(row, attached?.total ?? 0, calls, await reader.all(partsOf, place));
}

const callsFor = selectRows("toolCalls", ["name", "state", "startedAt", "finishedAt"], {
  where: ({ toolCalls }, given: Given<"id" | "answeredBy">) =>
    or(eq(toolCalls.messageId, given.id), eq(toolCalls.messageId, given.answeredBy)),
  orderBy: ["messageId", "round", "idx"],
});

const messageWithId = selectRows("messages", null, { by: ["id"] });

const messageWithSid = selectRows("messages", null, { by: ["sid"] });

const ownerOfPart = selectRows("messages", null, {
  where: ({ orm, messages, deliveries }, given: Given<"sid">) => {
    const { sid, messageId } = deliveries;
    return sql`${messages.id} = ${orm.select({ messageId }).from(deliveries).where(eq(sid, given.sid))}`;
  },
});

const countAttachments = countRows("attachments", { by: ["messageId"] });

const partsOf = statement(({ orm, deliveries, outgoingFiles }, given: Given<"id" | "answeredBy">) =>
  orm
    .select({ ...getTableColumns(deliveries), contentType: outgoingFiles.contentType })
    .from(deliveries)
    .leftJoin(outgoingFiles, eq(outgoingFiles.partId, deliveries.id))
    .where(or(eq(deliveries.messageId, given.id), eq(deliveries.messageId, given.answeredBy)))
    .orderBy(deliveries.messageId, deliveries.part),
);

export async function overview(reader: Reader): Promise<Overview> {
  const waiting = await first(reader, waitingMessages, {});
  const parts = await first(reader, reader.isPulled ? partsToLookUp : openParts, {});
  return {
    waitingMessages: waiting?.total ?? 0,
    oldestWaitingAt: waiting?.oldest ?? null,
    waitingParts: parts?.total ?? 0,
  };
}

const waitingMessages = statement(({ orm, messages }) =>
  orm
    .select({
      total: sql`count(*)`.mapWith(Number),
      oldest: sql<number | null>`min(${messages.createdAt})`.mapWith(Number),
    })
    .from(messages)
    .where(sql`state = 'received'`),
);

// The first condition selects the index.
const OPEN = sql`state in ('pending', 'sending')`;

const openParts = countRows("deliveries", { where: OPEN });
const partsToLookUp = countRows("deliveries", { where: sql`${OPEN} and state = 'sending'` });
