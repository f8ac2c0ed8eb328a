import { and, asc, eq, gt, lt, or, sql } from "drizzle-orm";
import type { InboundMessage } from "../../core/message.ts";
import { type Driver, first, type Transaction } from "../driver.ts";
import { hashSid } from "../hash-sid.ts";
import type { Standing } from "../people.ts";
import { arrivalsOf, standingOf } from "../standing-of.ts";
import { type Given, statement } from "../statement.ts";
import type { Receipt, Refusal, Verdict } from "../store.ts";
import { continueConversation } from "./conversations.ts";
import { lockLane, readyLane } from "./lanes.ts";
import { setOptOut } from "./opt-out.ts";
import { queueParts } from "./parts.ts";
import { findUsers, freeCode, isSender, senderValues, settleUser, type User } from "./users.ts";

/** With 5,000 open messages nothing is let in: nobody asks how many more there are. */
const COUNTED_AT_MOST = 5_001;

/**
 * Judges and stores a message. Concurrent messages of one user are judged one after the other, in
 * whatever process they came: their lane is locked first. A new user has none; there the unique
 * constraints decide who came first, and the other begins again.
 */
export async function receive(
  driver: Driver,
  message: InboundMessage,
  judge: (standing: Standing) => Verdict,
  { ageMs, windowMs }: { readonly ageMs: number; readonly windowMs: number },
): Promise<Receipt> {
  const opening = { statement: lockSenders, values: senderValues(message.identity) };
  const receipt = await driver.transactFrom(opening, async (transaction, rows) => {
    const locked = rows.flatMap(({ userId }) => userId ?? []);
    if (await wasSeen(transaction, message.sid)) return { outcome: "duplicate" } as const;
    const users = await findSenders(transaction, message, locked);
    const code = users[0]?.code ?? (await freeCode(transaction));
    const window = { middle: transaction.now - ageMs, ms: windowMs };
    const verdict = judge(await readStanding(transaction, users, code, window));
    if (!verdict.admitted && !("notice" in verdict)) return { outcome: verdict.why } as const;
    const userId = await settleUser(transaction, message, users, code);
    return verdict.admitted
      ? admit(transaction, message, userId, verdict, ageMs)
      : discard(transaction, message, userId, verdict, ageMs);
  });
  if (receipt === null) throw new Error("a transaction did not begin");
  return receipt;
}

/** Locks the lanes of the users who carry either identity; one row without a lane when there are none. */
const lockSenders = statement(
  (
    { orm, lanes, users, time, name, locked },
    given: Given<keyof ReturnType<typeof senderValues>>,
  ) => {
    const always = sql`(select 1) as always`;
    // SQLite locks nothing: there it only begins.
    if (name === "sqlite") {
      return orm.select({ now: time, userId: sql<number | null>`null` }).from(always);
    }
    const found = locked(
      orm
        .select({ userId: lanes.userId })
        .from(lanes)
        .innerJoin(users, eq(users.id, lanes.userId))
        .where(isSender({ users }, given))
        .orderBy(asc(lanes.userId)),
      { of: lanes },
    ).as("found");
    return orm
      .select({ now: time, userId: sql<number | null>`${found.userId}`.mapWith(Number) })
      .from(always)
      .leftJoin(found, sql`true`);
  },
);

/** The rows of whoever wrote, as they are with their lanes locked. */
async function findSenders(
  transaction: Transaction,
  { identity }: InboundMessage,
  locked: number[],
): Promise<User[]> {
  for (;;) {
    const users = await findUsers(transaction, identity);
    if (transaction.dialect === "sqlite") return users;
    // A user who got one of these identities only now.
    const missed = users.map(({ id }) => id).filter((id) => !locked.includes(id));
    if (missed.length === 0) return users;
    for (const id of missed) await lockLane(transaction, id);
    locked.push(...missed);
  }
}

/** So far before and behind a moment. */
interface Window {
  readonly middle: number;
  readonly ms: number;
}

/** Reads what a message is judged by. */
async function readStanding(
  transaction: Transaction,
  users: readonly User[],
  code: string,
  { middle, ms }: Window,
): Promise<Standing> {
  const open = await first(transaction, openInAll, {});
  const values = {
    ids: JSON.stringify(users.map(({ id }) => id)),
    from: middle - ms,
    to: middle + ms,
  };
  const recent = users.length === 0 ? [] : await transaction.all(arrivals, values);
  const waiting = users.length === 0 ? undefined : await first(transaction, openOf, values);
  return standingOf(users, {
    code,
    openInAll: open?.total ?? 0,
    openMessages: waiting?.total ?? 0,
    arrivals: arrivalsOf(recent.map(({ at, state }) => ({ at: middle - at, state }))),
  });
}

const openInAll = statement(({ orm }) =>
  orm
    .select({ total: sql`count(*)`.mapWith(Number) })
    .from(
      sql`(select 1 from messages where state = 'received' limit ${sql.raw(String(COUNTED_AT_MOST))}) as open`,
    ),
);

const openOf = statement(({ orm, messages, isAmong }, given: Given<"ids">) =>
  orm
    .select({ total: sql`count(*)`.mapWith(Number) })
    .from(messages)
    .where(and(isAmong(messages.userId, given.ids), sql`state = 'received'`)),
);

const arrivals = statement(({ orm, messages, isAmong }, given: Given<"ids" | "from" | "to">) =>
  orm
    .select({ at: messages.createdAt, state: messages.state })
    .from(messages)
    .where(
      and(
        isAmong(messages.userId, given.ids),
        gt(messages.createdAt, given.from),
        lt(messages.createdAt, given.to),
        eq(messages.direction, "inbound"),
      ),
    )
    .orderBy(asc(messages.createdAt), asc(messages.id)),
);

async function wasSeen(transaction: Transaction, sid: string): Promise<boolean> {
  return (await first(transaction, seen, { sid, hash: hashSid(sid) })) !== undefined;
}

const seen = statement(({ orm, messages, seenSids }, given: Given<"sid" | "hash">) => {
  const stored = orm
    .select({ sid: messages.sid })
    .from(messages)
    .where(eq(messages.sid, given.sid));
  const gone = orm
    .select({ sid: seenSids.hash })
    .from(seenSids)
    .where(eq(seenSids.hash, given.hash));
  return orm
    .select({ seen: sql`1` })
    .from(sql`(select 1) as always`)
    .where(or(sql`exists ${stored}`, sql`exists ${gone}`));
});

async function admit(
  transaction: Transaction,
  message: InboundMessage,
  userId: number,
  { restMs, settleMs }: Extract<Verdict, { admitted: true }>,
  ageMs: number,
): Promise<Receipt> {
  const { now } = transaction;
  const at = now - ageMs;
  const runAt = now + settleMs;
  const [attachment] = message.attachments;
  const { sid, type, text, quotedSid, isForwarded, location, raw, context = [] } = message;
  const stored = await first(transaction, insertWaiting, {
    sid,
    userId,
    conversationId: await continueConversation(transaction, userId, text, restMs),
    type,
    text,
    mediaUrl: attachment?.url ?? null,
    mediaContentType: attachment?.contentType ?? null,
    quotedSid,
    isForwarded,
    location: location === null ? null : JSON.stringify(location),
    context: context.length === 0 ? null : JSON.stringify(context),
    raw: Object.keys(raw).length === 0 ? null : JSON.stringify(raw),
    runAt,
    at,
    now,
  });
  if (stored === undefined) throw new Error("a new message has no id");
  for (const [idx, { url, contentType, kind }] of message.attachments.entries()) {
    await transaction.all(insertAttachment, { messageId: stored.id, idx, url, contentType, kind });
  }
  await readyLane(transaction, userId, runAt);
  return { outcome: "queued", messageId: stored.id, userId, at };
}

const insertWaiting = statement(
  (
    { orm, messages },
    given: Given<
      | "sid"
      | "userId"
      | "conversationId"
      | "type"
      | "text"
      | "mediaUrl"
      | "mediaContentType"
      | "quotedSid"
      | "isForwarded"
      | "location"
      | "context"
      | "raw"
      | "runAt"
      | "at"
      | "now"
    >,
  ) =>
    orm
      .insert(messages)
      .values({
        sid: given.sid,
        userId: given.userId,
        conversationId: given.conversationId,
        direction: "inbound",
        messageType: given.type,
        content: given.text,
        mediaUrl: given.mediaUrl,
        mediaContentType: given.mediaContentType,
        quotedSid: given.quotedSid,
        isForwarded: given.isForwarded,
        location: given.location,
        context: given.context,
        raw: given.raw,
        state: "received",
        runAt: given.runAt,
        createdAt: given.at,
        updatedAt: given.now,
      })
      .returning({ id: messages.id }),
);

const insertAttachment = statement(
  ({ orm, attachments }, given: Given<"messageId" | "idx" | "url" | "contentType" | "kind">) =>
    orm.insert(attachments).values({
      messageId: given.messageId,
      idx: given.idx,
      url: given.url,
      contentType: given.contentType,
      kind: given.kind,
    }),
);

// A refused message leaves no content: it must never reach the model, not even later as history.
async function discard(
  transaction: Transaction,
  message: InboundMessage,
  userId: number,
  { why, notice, optOut }: Refusal,
  ageMs: number,
): Promise<Receipt> {
  const { now } = transaction;
  const at = now - ageMs;
  const since = at - (notice?.everyMs ?? 0);
  if (optOut !== undefined) await setOptOut(transaction, userId, optOut);
  const isNoticed =
    notice !== null && (await first(transaction, noticed, { userId, why, since })) === undefined;
  const { sid, type } = message;
  const stored = await first(transaction, insertDiscarded, { sid, userId, type, why, at, now });
  if (stored === undefined) throw new Error("a new message has no id");
  if (isNoticed) {
    await queueParts(transaction, { messageId: stored.id, userId }, [notice.text]);
    await readyLane(transaction, userId, now);
  }
  return { outcome: "discarded", messageId: stored.id, userId, at, why, isNoticed };
}

const insertDiscarded = statement(
  ({ orm, messages }, given: Given<"sid" | "userId" | "type" | "why" | "at" | "now">) =>
    orm
      .insert(messages)
      .values({
        sid: given.sid,
        userId: given.userId,
        direction: "inbound",
        messageType: given.type,
        errorMessage: given.why,
        state: "discarded",
        runAt: given.now,
        createdAt: given.at,
        updatedAt: given.now,
      })
      .returning({ id: messages.id }),
);

const noticed = statement(
  ({ orm, messages, deliveries }, given: Given<"userId" | "why" | "since">) =>
    orm
      .select({ id: deliveries.id })
      .from(messages)
      .innerJoin(deliveries, eq(deliveries.messageId, messages.id))
      .where(
        and(
          eq(messages.userId, given.userId),
          gt(messages.createdAt, given.since),
          sql`${messages.state} = 'discarded'`,
          eq(messages.errorMessage, given.why),
        ),
      )
      .limit(1),
);

/** Returns which of these sids were never received. */
export async function unseen(
  reader: Parameters<typeof first>[0],
  sids: readonly string[],
): Promise<ReadonlySet<string>> {
  const list = { sids: JSON.stringify(sids), hashes: JSON.stringify(sids.map(hashSid)) };
  // In this order: a message that is deleted in between is found among the seen.
  const stored = await reader.all(storedSids, list);
  const gone = await reader.all(seenHashes, list);
  const known = new Set([...stored.map(({ sid }) => sid), ...gone.map(({ hash }) => hash)]);
  return new Set(sids.filter((sid) => !known.has(sid) && !known.has(hashSid(sid))));
}

const storedSids = statement(({ orm, messages, isAmong }, given: Given<"sids">) =>
  orm.select({ sid: messages.sid }).from(messages).where(isAmong(messages.sid, given.sids)),
);

const seenHashes = statement(({ orm, seenSids, isAmong }, given: Given<"hashes">) =>
  orm.select({ hash: seenSids.hash }).from(seenSids).where(isAmong(seenSids.hash, given.hashes)),
);
