import { and, gte, type SQL, sql } from "drizzle-orm";
import type { StoredProblem } from "../admin-figures.ts";
import { monthOfDay } from "../charges.ts";
import { first, type Reader } from "../driver.ts";
import { exact } from "../exact.ts";
import { selectRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";

const MINUTE_MS = 60_000;

// The parts of a burst's answer hang on its last message.
export const minutesSince = statement(
  ({ orm, messages, deliveries, whole, time }, given: Given<"from" | "slowMs">) => {
    const owner = sql`coalesce(${messages.answeredBy}, ${messages.id})`;
    const parts = sql`from ${deliveries} where ${deliveries.messageId} = ${owner}`;
    const answeredAt = sql`coalesce((select min(${deliveries.createdAt}) ${parts}), ${time})`;
    const hasFailed = sql`(${messages.state} = 'dead' or exists (select 1 ${parts} and ${deliveries.state} in ('failed', 'unknown')))`;
    // A message that needs no reply is answered at once.
    const isSlow = sql`(not (${messages.state} = 'done' and not exists (select 1 ${parts})) and ${answeredAt} - ${messages.createdAt} > ${whole(given.slowMs)})`;
    const minute = sql`(${messages.createdAt} - ${whole(given.from)}) / ${sql.raw(String(MINUTE_MS))}`;
    const found = orm
      .select({
        minute: sql<number>`${minute}`.as("minute"),
        failed: sql<number>`case when ${hasFailed} then 1 else 0 end`.as("failed"),
        slow: sql<number>`case when ${hasFailed} then 0 when ${isSlow} then 1 else 0 end`.as(
          "slow",
        ),
      })
      .from(messages)
      .where(and(gte(messages.createdAt, given.from), isUsers(messages.direction, messages.state)))
      .as("found");
    return orm
      .select({
        minute: sql`${found.minute}`.mapWith(Number).as("minute_of"),
        total: sql`count(*)`.mapWith(Number),
        slow: sql`sum(${found.slow})`.mapWith(Number),
        failed: sql`sum(${found.failed})`.mapWith(Number),
      })
      .from(found)
      .groupBy(sql`${found.minute}`);
  },
);

const isUsers = (direction: unknown, state: unknown): SQL =>
  sql`${direction} = 'inbound' and ${state} <> 'discarded'`;

export async function messagesSince(
  reader: Reader,
  since: number,
): Promise<{ readonly messages: number; readonly users: number }> {
  return (await first(reader, countSince, { since })) ?? { messages: 0, users: 0 };
}

const countSince = statement(({ orm, messages }, given: Given<"since">) =>
  orm
    .select({
      messages: sql`count(*)`.mapWith(Number),
      users: sql`count(distinct ${messages.userId})`.mapWith(Number),
    })
    .from(messages)
    .where(and(gte(messages.createdAt, given.since), isUsers(messages.direction, messages.state))),
);

export async function problemsSince(
  reader: Reader,
  since: number,
  limit: number,
  owners: readonly number[],
): Promise<StoredProblem[]> {
  const values = { since, limit };
  const toAll = { ...values, owners: JSON.stringify(owners) };
  const found = [
    ...(await reader.all(deadMessages, values)).map(problemOf("message")),
    ...(await reader.all(failedParts, values)).map(problemOf("part")),
    ...(await reader.all(alerts, toAll)).map(problemOf("alert")),
  ];
  return found.toSorted((one, two) => two.at - one.at).slice(0, limit);
}

type Found = Omit<StoredProblem, "kind" | "errorCode"> & Partial<Pick<StoredProblem, "errorCode">>;

const problemOf =
  (kind: StoredProblem["kind"]) =>
  (found: Found): StoredProblem => ({ errorCode: null, ...found, kind });

// Each condition on the state is the one of a partial index.
const deadMessages = selectRows("messages", ["userId"], {
  as: { at: "updatedAt", messageId: "id", error: "errorMessage" },
  where: ({ messages }, given: Given<"since">) =>
    and(sql`state = 'dead'`, gte(messages.createdAt, given.since)),
  orderByDesc: ["id"],
  limit: "limit",
});

const failedParts = selectRows("deliveries", ["messageId", "userId", "errorCode"], {
  as: { at: "updatedAt", error: "errorMessage" },
  where: ({ deliveries }, given: Given<"since">) =>
    and(sql`state in ('failed', 'unknown')`, gte(deliveries.createdAt, given.since)),
  orderByDesc: ["id"],
  limit: "limit",
});

const alerts = selectRows("messages", ["userId"], {
  as: { at: "createdAt", messageId: "id", error: "topic" },
  where: ({ messages, isAmong }, given: Given<"since" | "owners">) =>
    and(
      isAmong(messages.userId, given.owners),
      gte(messages.createdAt, given.since),
      sql`direction = 'outbound' and topic like 'trouble:%'`,
    ),
  orderByDesc: ["createdAt"],
  limit: "limit",
});

export async function spentOnDay(
  reader: Reader,
  day: string,
): Promise<{ readonly day: bigint; readonly month: bigint }> {
  const month = monthOfDay(day);
  const rows = await reader.all(spentIn, { day, month });
  const sumOf = (period: string) => rows.find((row) => row.period === period)?.sum ?? 0n;
  return { day: sumOf(day), month: sumOf(month) };
}

const spentIn = statement(({ orm, spentMoney }, given: Given<"day" | "month">) =>
  orm
    .select({
      period: spentMoney.period,
      sum: exact(sql`coalesce(sum(${spentMoney.nanoDollars}), 0)`),
    })
    .from(spentMoney)
    .where(sql`${spentMoney.period} in (${given.day}, ${given.month})`)
    .groupBy(spentMoney.period),
);

export async function pendingUsers(reader: Reader): Promise<number> {
  return (await first(reader, countPending, {}))?.total ?? 0;
}

const countPending = statement(({ orm, users, name }) => {
  const no = name === "sqlite" ? sql`0` : sql`false`;
  const yes = name === "sqlite" ? sql`1` : sql`true`;
  // A user who was answered has a conversation: its index is read faster than their messages.
  const isAnswered = sql`exists (select 1 from conversations where conversations.user_id = ${users.id})`;
  return orm
    .select({ total: sql`count(*)`.mapWith(Number) })
    .from(users)
    .where(
      // A case, because PostgreSQL would look at the messages of every user first.
      sql`${users.isWhitelisted} = ${no} and ${users.isActive} = ${yes}
        and case when ${isAnswered} then false else (
          select error_message from messages where messages.user_id = ${users.id}
          and direction = 'inbound' order by messages.created_at desc limit 1) = 'not-paired' end`,
    );
});
