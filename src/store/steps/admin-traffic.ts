import { and, desc, eq, isNotNull, sql } from "drizzle-orm";
import type { ChangePlace, LastTraffic } from "../admin-figures.ts";
import { first, type Reader } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import { addressesFor } from "./user-addresses.ts";

/** The most changed users that are named; more are found by reading everything again. */
const MAX_CHANGED = 200;
/** Reports come within minutes of their parts: an index by the time of a change is not worth its upkeep. */
const RECENT_PARTS = 500;
/** A change is stored some time after it was dated. */
const OVERLAP_MS = 1_000;

export async function lastTraffic(reader: Reader, ours: string): Promise<LastTraffic> {
  const received = await first(reader, lastReceived, { ours });
  const sent = await first(reader, lastSent, { ours });
  return { receivedAt: received?.at ?? null, sentAt: sent?.at ?? null };
}

// Only a merged user's message names the address that it was sent to; other users name the last.
const lastReceived = statement(({ orm, messages, users }, given: Given<"ours">) =>
  orm
    .select({ at: messages.createdAt })
    .from(messages)
    .innerJoin(users, eq(users.id, messages.userId))
    .where(
      and(
        sql`${messages.direction} = 'inbound'`,
        eq(addressesFor({ users, messages }).from, given.ours),
      ),
    )
    .orderBy(desc(messages.createdAt))
    .limit(1),
);

const lastSent = statement(({ orm, deliveries, users }, given: Given<"ours">) =>
  orm
    .select({ at: deliveries.updatedAt })
    .from(deliveries)
    .innerJoin(users, eq(users.id, deliveries.userId))
    .where(and(isNotNull(deliveries.sid), eq(users.replyFrom, given.ours)))
    .orderBy(desc(deliveries.id))
    .limit(1),
);

export const namesOf = statement(({ orm, users, isAmong }, given: Given<"ids">) =>
  orm
    .select({
      id: users.id,
      name: sql<string>`coalesce(nullif(${users.whatsappName}, ''), ${users.phoneNumber}, ${users.externalUserId}, '')`,
    })
    .from(users)
    .where(isAmong(users.id, given.ids)),
);

export async function changesAfter(
  reader: Reader,
  { messageId, partId, at }: ChangePlace,
): Promise<{ userIds: number[]; place: ChangePlace }> {
  const newest = await first(reader, newestIds, {});
  const place = newest ?? { messageId: 0, partId: 0, at: 0 };
  if (messageId === null || partId === null || at === null) return { userIds: [], place };
  const since = at - OVERLAP_MS;
  const rows = await reader.all(changedUsers, {
    messageId,
    partId,
    since,
    recentId: partId - RECENT_PARTS,
  });
  return { userIds: [...new Set(rows.map(({ userId }) => userId))], place };
}

const newestIds = statement(({ orm, messages, deliveries, time }) =>
  orm
    .select({
      messageId: sql`coalesce((select max(${messages.id}) from ${messages}), 0)`
        .mapWith(Number)
        .as("message_id"),
      partId: sql`coalesce((select max(${deliveries.id}) from ${deliveries}), 0)`
        .mapWith(Number)
        .as("part_id"),
      at: sql`${time}`.mapWith(Number).as("now"),
    })
    .from(sql`(select 1) as always`),
);

const changedUsers = statement(
  ({ orm, messages, deliveries }, given: Given<"messageId" | "partId" | "recentId" | "since">) => {
    const found = sql`(select user_id from ${messages} where ${messages.id} > ${given.messageId}
      union select user_id from ${deliveries} where ${deliveries.id} > ${given.partId}
      union select user_id from ${deliveries}
      where ${deliveries.id} > ${given.recentId} and ${deliveries.updatedAt} > ${given.since}) as changed`;
    return orm
      .select({ userId: sql`changed.user_id`.mapWith(Number) })
      .from(found)
      .limit(MAX_CHANGED);
  },
);
