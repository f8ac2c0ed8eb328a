import { and, eq, gt, inArray, notExists, sql } from "drizzle-orm";
import type { DeliveryStatus } from "../../core/ports.ts";
import { createNonce } from "../nonce.ts";
import { RANK } from "../rank.ts";
import type { Accepted, LookupWait, SendFailure } from "../sends.ts";
import type { Connection, Transaction } from "./connection.ts";
import { deliveries, messages } from "./schema.ts";

export type Part = typeof deliveries.$inferSelect;

/** Queues texts to be sent in order, as parts of one message; those that are held wait to be asked for. */
export async function queueParts(
  { orm, now }: Transaction,
  owner: { readonly messageId: number; readonly userId: number },
  bodies: readonly string[],
  held: readonly string[] = [],
): Promise<void> {
  if (bodies.length + held.length === 0) return;
  // A message that was given up has its apology already, and may be answered after all.
  const next = orm
    .select({ part: sql`coalesce(max(${deliveries.part}) + 1, 0)` })
    .from(deliveries)
    .where(eq(deliveries.messageId, owner.messageId));
  await orm.insert(deliveries).values(
    [...bodies, ...held].map((body, index) => ({
      messageId: owner.messageId,
      userId: owner.userId,
      part: sql`(${next}) + ${index}::integer`,
      body,
      state: index < bodies.length ? ("pending" as const) : ("held" as const),
      nonce: createNonce(),
      runAt: now,
      createdAt: now,
      updatedAt: now,
    })),
  );
}

/** Makes the next held parts of a message pending, and returns how many. */
export async function releaseHeld(
  { orm, now }: Transaction,
  messageId: number,
  maxParts: number,
): Promise<number> {
  const next = orm
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(eq(deliveries.messageId, messageId), eq(deliveries.state, "held")))
    .orderBy(deliveries.part)
    .limit(maxParts);
  const released = await orm
    .update(deliveries)
    .set({ state: "pending", runAt: now, createdAt: now, updatedAt: now })
    .where(inArray(deliveries.id, next))
    .returning({ id: deliveries.id });
  return released.length;
}

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
    await set(transaction, part, {
      state: "pending",
      attempt: part.attempt + (failure === null ? 0 : 1),
      errorCode: failure?.code ?? part.errorCode,
      errorMessage: failure?.message ?? part.errorMessage,
      runAt: transaction.now + delayMs,
    });
  });
}

export function postponeLookup(
  transaction: Transaction,
  partId: number,
  { delayMs, isCounted }: LookupWait,
): Promise<boolean> {
  return change(transaction, partId, async (part) => {
    if (part.state !== "sending") return;
    const lookups = part.lookups + (isCounted ? 1 : 0);
    await set(transaction, part, { lookups, runAt: transaction.now + delayMs });
  });
}

export function recordRefused(
  transaction: Transaction,
  partId: number,
  failure: SendFailure,
): Promise<boolean> {
  return change(transaction, partId, async (part) => {
    await transaction.orm
      .update(deliveries)
      .set({ state: "dead", updatedAt: transaction.now })
      .where(
        and(
          eq(deliveries.messageId, part.messageId),
          gt(deliveries.part, part.part),
          sql`state = 'pending'`,
        ),
      );
    const { code: errorCode, message: errorMessage } = failure;
    await raise(transaction, part, "failed", { errorCode, errorMessage });
  });
}

export function recordUnknown(transaction: Transaction, partId: number): Promise<boolean> {
  return change(transaction, partId, async (part) => {
    if (part.state === "sending") await raise(transaction, part, "unknown", {});
  });
}

/** Makes the part behind this one due at `runAt`. */
export async function scheduleNextPart(
  { orm }: Transaction,
  part: Part,
  runAt: number,
): Promise<void> {
  await orm
    .update(deliveries)
    .set({ runAt })
    .where(
      and(
        eq(deliveries.messageId, part.messageId),
        eq(deliveries.part, part.part + 1),
        sql`state = 'pending'`,
      ),
    );
}

export async function knownSids(
  { orm }: Connection,
  sids: readonly string[],
): Promise<Set<string>> {
  if (sids.length === 0) return new Set();
  const rows = await orm
    .select({ sid: deliveries.sid })
    .from(deliveries)
    .where(inArray(deliveries.sid, [...sids]));
  return new Set(rows.flatMap((row) => row.sid ?? []));
}

async function change(
  { orm }: Transaction,
  partId: number,
  work: (part: Part) => Promise<void>,
): Promise<boolean> {
  const [part] = await orm.select().from(deliveries).where(eq(deliveries.id, partId));
  if (part === undefined) return false;
  await work(part);
  return true;
}

/** Moves a part on, never back. It was read under its lane's lock. */
export async function raise(
  transaction: Transaction,
  part: Part,
  state: DeliveryStatus | "unknown",
  facts: { sid?: string; errorCode?: string | null; errorMessage?: string },
): Promise<void> {
  const isHigher = RANK[state] > RANK[part.state];
  await set(transaction, part, {
    sid: facts.sid ?? part.sid,
    ...(isHigher && {
      state,
      errorCode: facts.errorCode ?? null,
      errorMessage: facts.errorMessage ?? null,
    }),
  });
  if (RANK[part.state] < RANK.accepted) await finishMessage(transaction, part.messageId);
}

export async function set(
  { orm, now }: Transaction,
  part: Part,
  values: Partial<Part>,
): Promise<void> {
  await orm
    .update(deliveries)
    .set({ ...values, updatedAt: now })
    .where(eq(deliveries.id, part.id));
}

/** An answered message is done once none of its parts is open. */
export async function finishMessage({ orm, now }: Transaction, messageId: number): Promise<void> {
  const open = orm
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(eq(deliveries.messageId, messageId), sql`state in ('pending', 'sending')`));
  await orm
    .update(messages)
    .set({ state: "done", isProcessed: true, updatedAt: now })
    .where(and(eq(messages.id, messageId), sql`state = 'answered'`, notExists(open)));
}
