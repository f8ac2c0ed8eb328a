import { and, eq, sql, type SQL } from "drizzle-orm";
import type {
  ConversationsPage,
  FoundConversations,
  StoredConversation,
} from "../conversation-reads.ts";
import { first, type Reader } from "../driver.ts";
import { countRows, selectRows } from "../plain-statements.ts";
import { type Dialect, type Given, statement } from "../statement.ts";
import { lastWroteAt } from "./user-columns.ts";
import type { Tables } from "../tables.ts";

/** The texts of so many messages are searched at once: all of them would take too long. */
const SEARCHED_MESSAGES = 10_000;
/** The users whose texts are found beside names: every user is compared with each of them. */
const FOUND_USERS = 300;
/** In UTF-16 units: what a list shows of a text. */
const PREVIEW = 200;

const FAR = Number.MAX_SAFE_INTEGER;

export async function conversations(
  reader: Reader,
  { search, after, before = null, limit }: ConversationsPage,
): Promise<FoundConversations> {
  const place = {
    waiting: after === null ? 1 : Number(after.isWaiting),
    lastAt: after?.lastAt ?? FAR,
    id: after?.userId ?? FAR,
    limit,
  };
  if (search === null) {
    return { items: await withLast(reader, await reader.all(latest, place)), before: null };
  }
  const pattern = `%${search.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`;
  const texts = await searchTexts(reader, pattern, before, before === null ? FOUND_USERS : limit);
  const given = { ...place, ids: JSON.stringify(texts.userIds) };
  const rows = await (before === null
    ? reader.all(found, { ...given, pattern })
    : reader.all(among, given));
  return { items: await withLast(reader, rows), before: texts.before };
}

/** Returns users with a text among the messages before one, and where the next search begins. */
async function searchTexts(
  reader: Reader,
  pattern: string,
  before: number | null,
  most: number,
): Promise<{ readonly userIds: readonly number[]; readonly before: number | null }> {
  const end = before ?? ((await first(reader, newest, {}))?.id ?? 0) + 1;
  const start = Math.max(1, end - SEARCHED_MESSAGES);
  const texts = await reader.all(usersWithText, { pattern, start, end });
  // Here: to group them, SQLite would read all messages in the order of their users.
  const userIds = new Set<number>();
  for (const { id, userId } of texts) {
    userIds.add(userId);
    if (userIds.size === most) return { userIds: [...userIds], before: id };
  }
  return { userIds: [...userIds], before: start === 1 ? null : start };
}

export async function conversationOf(
  reader: Reader,
  userId: number,
): Promise<StoredConversation | null> {
  const [one] = await withLast(reader, await reader.all(ofUser, { userId }));
  return one ?? null;
}

/** The columns of a conversation, without its last message. */
function columnsOf({ users, time }: Pick<Tables & Dialect, "users" | "time">) {
  const open = sql`select 1 from messages m where m.user_id = users.id and m.state = 'received'
    and not m.is_processed`;
  return {
    userId: sql<number>`${users.id}`.mapWith(Number).as("user_id"),
    name: users.whatsappName,
    to: users.replyTo,
    from: users.replyFrom,
    isActive: users.isActive,
    isOptedOut: sql`${users.optedOutAt} is not null`.mapWith(Boolean).as("is_opted_out"),
    takenOverBy: users.takenOverBy,
    humanAskedAt: users.humanAskedAt,
    lastWroteAt: lastWroteAt.as("last_wrote_at"),
    lastAt: sql<number | null>`(select lanes.last_at from lanes where lanes.user_id = users.id)`
      .mapWith(Number)
      .as("last_at"),
    isOpen: sql`case when exists (${open}) then 1 else 0 end`.mapWith(Boolean).as("is_open"),
    now: sql<number>`${time}`.mapWith(Number).as("now"),
  };
}

const ofUser = statement((tables, given: Given<"userId">) =>
  tables.orm.select(columnsOf(tables)).from(tables.users).where(eq(tables.users.id, given.userId)),
);

type Place = "waiting" | "lastAt" | "id" | "limit";

/** Selects the users of a page: first only what it is ordered by, for all, then the rest for these. */
function page(tables: Dialect & Tables, given: Given<Place>, isWanted: SQL) {
  const { orm, users, whole } = tables;
  const waiting = sql`case when human_asked_at is null then 0 else 1 end`;
  const isBehind = sql`(waiting < ${whole(given.waiting)} or (waiting = ${whole(given.waiting)}
    and (last_at < ${whole(given.lastAt)}
      or (last_at = ${whole(given.lastAt)} and id < ${whole(given.id)}))))`;
  const chosen = sql`(select id from (select users.id as id, ${waiting} as waiting, last_at
      from users join lanes on lanes.user_id = users.id where ${isWanted}) as ordered
    where last_at is not null and ${isBehind}
    order by waiting desc, last_at desc, id desc limit ${given.limit})`;
  return orm
    .select(columnsOf(tables))
    .from(users)
    .where(sql`${users.id} in ${chosen}`)
    .orderBy(sql`${waiting} desc, last_at desc, user_id desc`);
}

const latest = statement((tables, given: Given<Place>) => page(tables, given, sql`true`));

const found = statement((tables, given: Given<Place | "pattern" | "ids">) => {
  const { users, isAmong } = tables;
  const isLike = (column: SQL) => sql`lower(${column}) like ${given.pattern} escape '\\'`;
  return page(
    tables,
    given,
    sql`(${isLike(sql`coalesce(users.whatsapp_name, '')`)}
      or ${isLike(sql`users.reply_to`)} or ${isLike(sql`coalesce(users.phone_number, '')`)}
      or (is_merged and exists (select 1 from user_addresses also where also.user_id = users.id
        and ${isLike(sql`coalesce(also.phone_number, also.external_user_id)`)}))
      or ${isAmong(users.id, given.ids)})`,
  );
});

const among = statement((tables, given: Given<Place | "ids">) =>
  page(tables, given, tables.isAmong(tables.users.id, given.ids)),
);

const newest = selectRows("messages", ["id"], { orderByDesc: ["id"], limit: 1 });

const usersWithText = selectRows("messages", ["id", "userId"], {
  where: ({ messages, whole }, given: Given<"start" | "end" | "pattern">) =>
    and(
      sql`${messages.id} >= ${whole(given.start)} and ${messages.id} < ${whole(given.end)}`,
      sql`(lower(coalesce(${messages.content}, '')) like ${given.pattern} escape '\\'
          or lower(coalesce(${messages.aiResponse}, '')) like ${given.pattern} escape '\\')`,
    ),
  orderByDesc: ["id"],
});

type Row = Omit<StoredConversation, "last">;

async function withLast(reader: Reader, rows: readonly Row[]): Promise<StoredConversation[]> {
  const ids = JSON.stringify(rows.map(({ userId }) => userId));
  const last = rows.length === 0 ? [] : await reader.all(lastMessages, { ids });
  const of = new Map(last.map(({ userId, ...message }) => [userId, message]));
  return rows.map((row) => ({ ...row, last: of.get(row.userId) ?? null }));
}

const lastMessages = statement(({ orm, messages, isAmong, users }, given: Given<"ids">) => {
  const newestOf = sql`(select (select m.id from messages m where m.user_id = users.id
    order by m.created_at desc, m.id desc limit 1) from users where ${isAmong(users.id, given.ids)})`;
  const failed = sql`select 1 from deliveries d where d.message_id = ${messages.id}
    and d.state in ('failed', 'unknown')`;
  return orm
    .select({
      userId: messages.userId,
      direction: messages.direction,
      type: messages.messageType,
      state: messages.state,
      content: sql<string | null>`substr(${messages.content}, 1, ${sql.raw(String(PREVIEW))})`,
      answer: sql<string | null>`substr(${messages.aiResponse}, 1, ${sql.raw(String(PREVIEW))})`,
      writtenBy: messages.writtenBy,
      hasFailedPart: sql`case when exists (${failed}) then 1 else 0 end`.mapWith(Boolean),
    })
    .from(messages)
    .where(sql`${messages.id} in ${newestOf}`);
});

export async function waitingForHuman(reader: Reader): Promise<number> {
  return (await first(reader, countWaiting, {}))?.total ?? 0;
}

const countWaiting = countRows("users", { where: sql`human_asked_at is not null` });
