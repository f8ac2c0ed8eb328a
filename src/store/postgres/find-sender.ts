import { asc, sql } from "drizzle-orm";
import type { InboundMessage } from "../../core/message.ts";
import { hashSid } from "../hash-sid.ts";
import type { Arrivals } from "../people.ts";
import { arrivalsOf } from "../standing-of.ts";
import type { Transaction } from "./connection.ts";
import { lockLane } from "./lanes.ts";
import { isKnownAs, lockPeople, type Person } from "./people.ts";
import { messages, users } from "./schema.ts";

/** Nobody asks how many more there are: with 5,000 nothing is let in. */
const COUNTED_AT_MOST = 5_001;

/** What is known when a message comes in. */
interface Findings {
  /** Oldest first: none, one or two. */
  readonly people: readonly Person[];
  readonly wasSeen: boolean;
  readonly openMessages: number;
  readonly openInAll: number;
  /** How long before the middle of the window their messages came that lie in it. */
  readonly arrivals: Arrivals;
}

/** So far before and behind a moment. */
interface Window {
  readonly middle: number;
  readonly ms: number;
}

interface Arrival {
  readonly at: number;
  readonly state: string;
}

/** Locks the lanes of whoever wrote a message, and reads what it is judged by as it is then. */
export async function findSender(
  transaction: Transaction,
  message: InboundMessage,
  window: Window,
): Promise<Findings> {
  const locked = await lockPeople(transaction, message.identity);
  for (;;) {
    const found = await look(transaction, message, window);
    // Somebody without a lane, or who got one of these identities only now.
    const missed = found.people.map(({ id }) => id).filter((id) => !locked.includes(id));
    if (missed.length === 0) return found;
    for (const id of missed) await lockLane(transaction, id);
    locked.push(...missed);
  }
}

async function look(
  { orm }: Transaction,
  message: InboundMessage,
  { middle, ms }: Window,
): Promise<Findings> {
  const rows = await orm
    .select({
      person: users,
      wasSeen: sql<boolean>`exists (select 1 from messages where sid = ${sql.param(message.sid, messages.sid)})
        or exists (select 1 from seen_sids where hash = ${hashSid(message.sid)})`,
      openMessages: sql`(select count(*) from messages
        where messages.user_id = ${users.id} and messages.state = 'received')`.mapWith(Number),
      openInAll: sql`(select count(*) from
        (select 1 from messages where state = 'received' limit ${COUNTED_AT_MOST}) as open)`.mapWith(
        Number,
      ),
      arrivals: sql<
        Arrival[] | null
      >`(select json_agg(json_build_object('at', created_at, 'state', state)) from messages
        where messages.user_id = ${users.id} and messages.direction = 'inbound'
          and messages.created_at > ${middle - ms}::bigint and messages.created_at < ${middle + ms}::bigint)`,
    })
    .from(sql`(select 1) as always`)
    .leftJoin(users, isKnownAs(message.identity))
    .orderBy(asc(users.id));
  const arrivals = rows.flatMap((row) => row.arrivals ?? []).sort((a, b) => a.at - b.at);
  return {
    people: rows.flatMap(({ person }) => person ?? []),
    wasSeen: rows.some((row) => row.wasSeen),
    openMessages: rows.reduce((total, row) => total + row.openMessages, 0),
    openInAll: rows[0]?.openInAll ?? 0,
    arrivals: arrivalsOf(arrivals.map(({ at, state }) => ({ at: middle - at, state }))),
  };
}
