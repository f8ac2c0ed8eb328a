import { and, eq, gt, sql } from "drizzle-orm";
import type { DeliveryStatus } from "../../core/ports.ts";
import { first, type Reader, type Transaction } from "../driver.ts";
import { createNonce } from "../nonce.ts";
import { RANK } from "../rank.ts";
import type { Accepted, LookupWait, SendFailure } from "../sends.ts";
import { type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";

export type Part = Tables["deliveries"]["$inferSelect"];

/** Queues texts to be sent in order, as parts of one message; those that are held wait to be asked for. */
export async function queueParts(
  transaction: Transaction,
  owner: { readonly messageId: number; readonly userId: number },
  bodies: readonly string[],
  held: readonly string[] = [],
): Promise<void> {
  const { now } = transaction;
  for (const [index, body] of [...bodies, ...held].entries()) {
    const state = index < bodies.length ? "pending" : "held";
    await transaction.all(insertPart, { ...owner, body, state, nonce: createNonce(), now });
  }
}

const insertPart = statement(
  (
    { orm, deliveries, whole },
    given: Given<"messageId" | "userId" | "body" | "state" | "nonce" | "now">,
  ) => {
    // A message that was given up has its apology already, and may be answered after all.
    const next = orm
      .select({ part: sql`coalesce(max(${deliveries.part}) + 1, 0)` })
      .from(deliveries)
      .where(eq(deliveries.messageId, whole(given.messageId)));
    return orm.insert(deliveries).values({
      messageId: given.messageId,
      userId: given.userId,
      part: sql`(${next})`,
      body: given.body,
      state: given.state,
      nonce: given.nonce,
      runAt: given.now,
      createdAt: given.now,
      updatedAt: given.now,
    });
  },
);

/** Makes the next held parts of a message pending, and returns how many. */
export async function releaseHeld(
  transaction: Transaction,
  messageId: number,
  limit: number,
): Promise<number> {
  const { now } = transaction;
  return (await transaction.all(releaseParts, { messageId, limit, now })).length;
}

const releaseParts = statement(
  ({ orm, deliveries }, given: Given<"messageId" | "limit" | "now">) => {
    const next = orm
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(and(eq(deliveries.messageId, given.messageId), sql`state = 'held'`))
      .orderBy(deliveries.part)
      .limit(sql.placeholder("limit"));
    return orm
      .update(deliveries)
      .set({ state: "pending", runAt: given.now, createdAt: given.now, updatedAt: given.now })
      .where(sql`${deliveries.id} in ${next}`)
      .returning({ id: deliveries.id });
  },
);

export function recordAccepted(
  transaction: Transaction,
  partId: number,
  { sid, nextAfterMs }: Accepted,
): Promise<boolean> {
  return change(transaction, partId, async (part) => {
    // Its failure was reported before this, and it is to be sent again under another nonce.
    if (part.state === "pending") return;
    await raise(transaction, part, "accepted", { sid });
    // A report that came before the send returned has made the next part due already.
    const delayMs = RANK[part.state] >= RANK.sent ? 0 : nextAfterMs;
    await scheduleNextPart(transaction, part, transaction.now + delayMs);
  });
}

export function postponeSend(
  transaction: Transaction,
  partId: number,
  delayMs: number,
  failure: SendFailure | null,
): Promise<boolean> {
  return change(transaction, partId, async (part) => {
    if (part.state !== "sending") return;
    await unsend(transaction, part, transaction.now + delayMs, failure);
    // Nothing more of it is to be sent to a user who asked for silence meanwhile.
    await finishMessage(transaction, part.messageId);
  });
}

/** Makes a part that certainly was not sent pending again. A failure counts as an attempt. */
export async function unsend(
  transaction: Transaction,
  { id, attempt }: Pick<Part, "id" | "attempt">,
  runAt: number,
  failure: SendFailure | null = null,
): Promise<void> {
  const values = { id, runAt, now: transaction.now };
  if (failure === null) {
    await transaction.all(unsendPart, values);
  } else {
    const { code: errorCode, message: errorMessage } = failure;
    await transaction.all(failPart, { ...values, attempt: attempt + 1, errorCode, errorMessage });
  }
}

type Unsent = "id" | "runAt" | "now";

const unlessSilent = sql<"pending">`case when exists (select 1 from users
  where users.id = deliveries.user_id and opted_out_at is not null) then 'dead' else 'pending' end`;

const unsendPart = statement(({ orm, deliveries }, given: Given<Unsent>) =>
  orm
    .update(deliveries)
    .set({ state: unlessSilent, runAt: given.runAt, updatedAt: given.now })
    .where(eq(deliveries.id, given.id)),
);

const failPart = statement(
  ({ orm, deliveries }, given: Given<Unsent | "attempt" | "errorCode" | "errorMessage">) =>
    orm
      .update(deliveries)
      .set({
        state: unlessSilent,
        attempt: given.attempt,
        errorCode: given.errorCode,
        errorMessage: given.errorMessage,
        runAt: given.runAt,
        updatedAt: given.now,
      })
      .where(eq(deliveries.id, given.id)),
);

export function postponeLookup(
  transaction: Transaction,
  partId: number,
  { delayMs, isCounted }: LookupWait,
): Promise<boolean> {
  return change(transaction, partId, async ({ state, lookups }) => {
    if (state !== "sending") return;
    await transaction.all(delayLookup, {
      partId,
      lookups: lookups + (isCounted ? 1 : 0),
      runAt: transaction.now + delayMs,
      now: transaction.now,
    });
  });
}

const delayLookup = statement(
  ({ orm, deliveries }, given: Given<"partId" | "lookups" | "runAt" | "now">) =>
    orm
      .update(deliveries)
      .set({ lookups: given.lookups, runAt: given.runAt, updatedAt: given.now })
      .where(eq(deliveries.id, given.partId)),
);

export function recordRefused(
  transaction: Transaction,
  partId: number,
  failure: SendFailure,
): Promise<boolean> {
  return change(transaction, partId, async (part) => {
    const { messageId, part: number } = part;
    await transaction.all(dropLater, { messageId, part: number, now: transaction.now });
    const { code: errorCode, message: errorMessage } = failure;
    await raise(transaction, part, "failed", { errorCode, errorMessage });
  });
}

const dropLater = statement(({ orm, deliveries }, given: Given<"messageId" | "part" | "now">) =>
  orm
    .update(deliveries)
    .set({ state: "dead", updatedAt: given.now })
    .where(
      and(
        eq(deliveries.messageId, given.messageId),
        gt(deliveries.part, given.part),
        sql`state = 'pending'`,
      ),
    ),
);

export function recordUnknown(transaction: Transaction, partId: number): Promise<boolean> {
  return change(transaction, partId, async (part) => {
    if (part.state === "sending") await raise(transaction, part, "unknown", {});
  });
}

/** Makes the part behind this one due at `runAt`. */
export async function scheduleNextPart(
  transaction: Transaction,
  { messageId, part }: Part,
  runAt: number,
): Promise<void> {
  await transaction.all(makeDue, { messageId, part: part + 1, runAt });
}

const makeDue = statement(({ orm, deliveries }, given: Given<"messageId" | "part" | "runAt">) =>
  orm
    .update(deliveries)
    .set({ runAt: given.runAt })
    .where(
      and(
        eq(deliveries.messageId, given.messageId),
        eq(deliveries.part, given.part),
        sql`state = 'pending'`,
      ),
    ),
);

export async function knownSids(reader: Reader, sids: readonly string[]): Promise<Set<string>> {
  const rows = await reader.all(partsWithSids, { sids: JSON.stringify(sids) });
  return new Set(rows.flatMap((row) => row.sid ?? []));
}

const partsWithSids = statement(({ orm, deliveries, isAmong }, given: Given<"sids">) =>
  orm.select({ sid: deliveries.sid }).from(deliveries).where(isAmong(deliveries.sid, given.sids)),
);

async function change(
  transaction: Transaction,
  partId: number,
  work: (part: Part) => Promise<void>,
): Promise<boolean> {
  const part = await first(transaction, partWithId, { partId });
  if (part === undefined) return false;
  await work(part);
  return true;
}

export const partWithId = statement(({ orm, deliveries }, given: Given<"partId">) =>
  orm.select().from(deliveries).where(eq(deliveries.id, given.partId)),
);

/** Moves a part on, never back. It was read under its lane's lock. */
export async function raise(
  transaction: Transaction,
  part: Part,
  state: DeliveryStatus | "unknown",
  facts: { sid?: string; errorCode?: string | null; errorMessage?: string },
): Promise<void> {
  const isHigher = RANK[state] > RANK[part.state];
  await transaction.all(raiseTo, {
    id: part.id,
    sid: facts.sid ?? part.sid,
    state: isHigher ? state : part.state,
    errorCode: isHigher ? (facts.errorCode ?? null) : part.errorCode,
    errorMessage: isHigher ? (facts.errorMessage ?? null) : part.errorMessage,
    now: transaction.now,
  });
  if (RANK[part.state] < RANK.accepted) await finishMessage(transaction, part.messageId);
}

const raiseTo = statement(
  (
    { orm, deliveries },
    given: Given<"id" | "sid" | "state" | "errorCode" | "errorMessage" | "now">,
  ) =>
    orm
      .update(deliveries)
      .set({
        sid: given.sid,
        state: given.state,
        errorCode: given.errorCode,
        errorMessage: given.errorMessage,
        updatedAt: given.now,
      })
      .where(eq(deliveries.id, given.id)),
);

/** An answered message is done once none of its parts is open. */
export async function finishMessage(transaction: Transaction, messageId: number): Promise<void> {
  await transaction.all(markDone, { messageId, now: transaction.now });
}

const markDone = statement(({ orm, messages, deliveries }, given: Given<"messageId" | "now">) => {
  const open = orm
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(eq(deliveries.messageId, given.messageId), sql`state in ('pending', 'sending')`));
  return orm
    .update(messages)
    .set({ state: "done", isProcessed: true, updatedAt: given.now })
    .where(and(eq(messages.id, given.messageId), sql`state = 'answered'`, sql`not exists ${open}`));
});
