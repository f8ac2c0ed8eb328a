import { and, asc, eq, getTableColumns, gt, lt, sql } from "drizzle-orm";
import type { InboundMessage } from "../../core/message.ts";
import type { Reader, Transaction } from "../driver.ts";
import { hashSid } from "../hash-sid.ts";
import type { Arrivals } from "../users.ts";
import { arrivalsOf } from "../sender-state.ts";
import { selectRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { isSender, type SenderValue, senderValues } from "./is-sender.ts";
import { lockLane } from "./lanes.ts";
import { ofOneUser, type User } from "./users.ts";

/** With 5,000 open messages nothing is admitted, so the count need go no further. */
const COUNTED_AT_MOST = 5_001;

/** Above this number they are counted only at every hundredth message, because counting is slow. */
const FEW = 200;
const COUNTED_EVERY = 100;

/** The number of waiting messages when they were last counted, and the number of arrivals since. */
export interface OpenCount {
  counted: number;
  since: number;
}

/**
 * Returns a count that is accurate enough; null if there is none, or if it might refuse a message.
 */
function nearCount({ counted, since }: OpenCount): number | null {
  const isNear = counted > FEW && counted + COUNTED_EVERY < COUNTED_AT_MOST - COUNTED_EVERY;
  return isNear && since < COUNTED_EVERY ? counted + since : null;
}

const ALWAYS = sql`(select 1) as always`;

/** So far before and behind a moment; fewer messages than `fewestTold` in it are not read. */
interface Window {
  readonly middle: number;
  readonly ms: number;
  readonly fewestTold: number;
}

/** The stored facts about the sender of a message. */
interface Findings {
  /** The rows of the sender, oldest first: one at most for each identity and spelling. */
  readonly users: readonly User[];
  readonly wasSeen: boolean;
  readonly openMessages: number;
  readonly openInAll: number;
  /** The times of the messages in the window, as milliseconds before its middle; none if they are few. */
  readonly arrivals: Arrivals;
}

/** Locks the lanes of a message's sender; returns one row without a lane if there are none. */
export const lockSenders = statement((tables, given: Given<SenderValue>) => {
  const { orm, lanes, users, time, name, locked } = tables;
  // SQLite locks nothing: here the statement only begins the transaction.
  if (name === "sqlite") {
    return orm.select({ now: time, userId: sql<number | null>`null` }).from(ALWAYS);
  }
  const found = locked(
    orm
      .select({ userId: lanes.userId })
      .from(lanes)
      .innerJoin(users, eq(users.id, lanes.userId))
      .where(isSender(tables, given))
      .orderBy(asc(lanes.userId)),
    { of: lanes },
  ).as("found");
  return orm
    .select({ now: time, userId: sql<number | null>`${found.userId}`.mapWith(Number) })
    .from(ALWAYS)
    .leftJoin(found, sql`true`);
});

/** Reads the facts that a message is judged by, with the lanes of its sender locked. */
export async function lookUp(
  transaction: Transaction,
  message: InboundMessage,
  window: Window,
  lanes: readonly { readonly userId: number | null }[],
  open: OpenCount,
): Promise<Findings> {
  const locked = lanes.flatMap(({ userId }) => userId ?? []);
  for (;;) {
    const found = await look(transaction, message, window, open);
    if (transaction.dialect === "sqlite") return found;
    // Users without a lane, or with an identity that was added only now.
    const missed = found.users.map(({ id }) => id).filter((id) => !locked.includes(id));
    if (missed.length === 0) return found;
    for (const id of missed) await lockLane(transaction, id);
    locked.push(...missed);
  }
}

async function look(
  transaction: Transaction,
  { identity, sid }: InboundMessage,
  { middle, ms, fewestTold }: Window,
  open: OpenCount,
): Promise<Findings> {
  const near = nearCount(open);
  const [since, until] = [middle - ms, middle + ms];
  const rows = await transaction.all(senders, {
    ...senderValues(identity),
    sid,
    hash: hashSid(sid),
    since,
    until,
    near,
  });
  const openInAll = rows[0]?.openInAll ?? 0;
  if (near === null) Object.assign(open, { counted: openInAll, since: 1 });
  else open.since += 1;
  const recent = rows.reduce((total, row) => total + row.recent, 0);
  const userIds = JSON.stringify(rows.flatMap(({ id }) => id ?? []));
  const isTold = recent > 0 && recent >= fewestTold;
  const arrived = isTold ? await transaction.all(arrivals, { userIds, since, until }) : [];
  return {
    users: ofOneUser(rows.flatMap(toUsers), identity.phoneNumber),
    wasSeen: rows.some((row) => row.wasSeen > 0),
    openMessages: rows.reduce((total, row) => total + row.openMessages, 0),
    openInAll,
    arrivals: arrivalsOf(arrived.map(({ at, state }) => ({ at: middle - at, state }))),
  };
}

/** Selects one row for each of the sender's, or one without a user if there are none. */
const senders = statement(
  (tables, given: Given<SenderValue | "sid" | "hash" | "since" | "until" | "near">) => {
    const { orm, users, messages, seenSids, whole } = tables;
    const stored = orm
      .select({ id: messages.id })
      .from(messages)
      .where(eq(messages.sid, given.sid));
    const gone = orm
      .select({ hash: seenSids.hash })
      .from(seenSids)
      .where(eq(seenSids.hash, given.hash));
    return orm
      .select({
        ...getTableColumns(users),
        wasSeen: sql`case when exists ${stored} or exists ${gone} then 1 else 0 end`.mapWith(
          Number,
        ),
        openMessages: sql`(select count(*) from messages
          where messages.user_id = ${users.id} and messages.state = 'received')`.mapWith(Number),
        openInAll: sql`coalesce(${whole(given.near)}, (select count(*) from (select 1 from messages
          where state = 'received' limit ${sql.raw(String(COUNTED_AT_MOST))}) as open))`.mapWith(
          Number,
        ),
        // At least as many as came in: an index alone tells. Pairs, because another index orders all
        // messages by time, and PostgreSQL would read those of every user.
        recent: sql`(select count(*) from messages
          where (messages.user_id, messages.created_at) > (${users.id}, ${whole(given.since)})
            and (messages.user_id, messages.created_at) < (${users.id}, ${whole(given.until)}))`.mapWith(
          Number,
        ),
      })
      .from(ALWAYS)
      .leftJoin(users, isSender(tables, given));
  },
);

/** The messages of these users in a window, oldest first. */
const arrivals = selectRows("messages", ["state"], {
  as: { at: "createdAt" },
  among: "userId",
  where: ({ messages }, given: Given<"since" | "until">) =>
    and(
      eq(messages.direction, "inbound"),
      gt(messages.createdAt, given.since),
      lt(messages.createdAt, given.until),
    ),
  orderBy: ["createdAt"],
});

/** A left join returns all columns of a user, or none. */
function toUsers(row: { readonly id: number | null }): User[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all of them.
  return row.id === null ? [] : [row as User];
}

export async function unseen(
  reader: Reader,
  sids: readonly string[],
): Promise<ReadonlySet<string>> {
  const list = { sids: JSON.stringify(sids), hashes: JSON.stringify(sids.map(hashSid)) };
  // In this order: a message that is deleted in between is found among the seen sids.
  const stored = await reader.all(storedSids, list);
  const gone = await reader.all(seenHashes, list);
  const known = new Set([...stored.map(({ sid }) => sid), ...gone.map(({ hash }) => hash)]);
  return new Set(sids.filter((sid) => !known.has(sid) && !known.has(hashSid(sid))));
}

const storedSids = selectRows("messages", ["sid"], { among: "sid" });

const seenHashes = statement(({ orm, seenSids, isAmong }, given: Given<"hashes">) =>
  orm.select({ hash: seenSids.hash }).from(seenSids).where(isAmong(seenSids.hash, given.hashes)),
);
