import { and, eq, gt, inArray, sql } from "drizzle-orm";
import type { DeliveryStatus } from "../../core/ports.ts";
import { createNonce } from "../nonce.ts";
import { RANK } from "../rank.ts";
import type { Accepted, LookupWait, SendFailure } from "../sends.ts";
import type { Lane } from "../store.ts";
import type { Connection } from "./connection.ts";
import { holdsLane } from "./lanes.ts";
import { deliveries, messages } from "./schema.ts";

export type Part = typeof deliveries.$inferSelect;

/** Queues texts to be sent in order, as parts of one message; those that are held wait to be asked for. */
export function queueParts(
  { orm, now }: Connection,
  owner: { readonly messageId: number; readonly userId: number },
  bodies: readonly string[],
  held: readonly string[] = [],
): void {
  const at = now();
  // A message that was given up has its apology already, and may be answered after all.
  const first = orm
    .select({ next: sql<number>`coalesce(max(${deliveries.part}) + 1, 0)` })
    .from(deliveries)
    .where(eq(deliveries.messageId, owner.messageId))
    .get();
  [...bodies, ...held].forEach((body, index) => {
    orm
      .insert(deliveries)
      .values({
        ...owner,
        part: (first?.next ?? 0) + index,
        body,
        state: index < bodies.length ? "pending" : "held",
        nonce: createNonce(),
        runAt: at,
        createdAt: at,
        updatedAt: at,
      })
      .run();
  });
}

/** Makes the next held parts of a message pending, and returns how many. */
export function releaseHeld({ orm, now }: Connection, messageId: number, maxParts: number): number {
  const at = now();
  const next = orm
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(eq(deliveries.messageId, messageId), eq(deliveries.state, "held")))
    .orderBy(deliveries.part)
    .limit(maxParts)
    .all()
    .map(({ id }) => id);
  if (next.length === 0) return 0;
  orm
    .update(deliveries)
    .set({ state: "pending", runAt: at, createdAt: at, updatedAt: at })
    .where(inArray(deliveries.id, next))
    .run();
  return next.length;
}

export function recordAccepted(
  connection: Connection,
  lane: Lane,
  partId: number,
  { sid, nextAfterMs }: Accepted,
): boolean {
  return change(connection, lane, partId, (part) => {
    // Its failure was reported before this, and it is to be sent again under another nonce.
    if (part.state === "pending") return;
    raise(connection, part, "accepted", { sid });
    // A report that came before the send returned has made the next part due already.
    const delayMs = RANK[part.state] >= RANK.sent ? 0 : nextAfterMs;
    scheduleNextPart(connection, part, connection.now() + delayMs);
  });
}

export function postponeSend(
  connection: Connection,
  lane: Lane,
  partId: number,
  delayMs: number,
  failure: SendFailure | null,
): boolean {
  return change(connection, lane, partId, (part) => {
    if (part.state !== "sending") return;
    set(connection, part, {
      state: "pending",
      attempt: part.attempt + (failure === null ? 0 : 1),
      errorCode: failure?.code ?? part.errorCode,
      errorMessage: failure?.message ?? part.errorMessage,
      runAt: connection.now() + delayMs,
    });
  });
}

export function postponeLookup(
  connection: Connection,
  lane: Lane,
  partId: number,
  { delayMs, isCounted }: LookupWait,
): boolean {
  return change(connection, lane, partId, (part) => {
    if (part.state !== "sending") return;
    const lookups = part.lookups + (isCounted ? 1 : 0);
    set(connection, part, { lookups, runAt: connection.now() + delayMs });
  });
}

export function recordRefused(
  connection: Connection,
  lane: Lane,
  partId: number,
  failure: SendFailure,
): boolean {
  return change(connection, lane, partId, (part) => {
    const { orm, now } = connection;
    orm
      .update(deliveries)
      .set({ state: "dead", updatedAt: now() })
      .where(
        and(
          eq(deliveries.messageId, part.messageId),
          gt(deliveries.part, part.part),
          sql`state = 'pending'`,
        ),
      )
      .run();
    raise(connection, part, "failed", { errorCode: failure.code, errorMessage: failure.message });
  });
}

export function recordUnknown(connection: Connection, lane: Lane, partId: number): boolean {
  return change(connection, lane, partId, (part) => {
    if (part.state === "sending") raise(connection, part, "unknown", {});
  });
}

/** Makes the part behind this one due at `runAt`. */
export function scheduleNextPart({ orm }: Connection, part: Part, runAt: number): void {
  orm
    .update(deliveries)
    .set({ runAt })
    .where(
      and(
        eq(deliveries.messageId, part.messageId),
        eq(deliveries.part, part.part + 1),
        sql`state = 'pending'`,
      ),
    )
    .run();
}

export function knownSids({ orm }: Connection, sids: readonly string[]): Set<string> {
  if (sids.length === 0) return new Set();
  const rows = orm
    .select({ sid: deliveries.sid })
    .from(deliveries)
    .where(inArray(deliveries.sid, [...sids]))
    .all();
  return new Set(rows.flatMap((row) => row.sid ?? []));
}

function change(
  connection: Connection,
  lane: Lane,
  partId: number,
  work: (part: Part) => void,
): boolean {
  if (!holdsLane(connection, lane)) return false;
  const part = connection.orm.select().from(deliveries).where(eq(deliveries.id, partId)).get();
  if (part === undefined) return false;
  work(part);
  return true;
}

/** Moves a part on, never back. */
export function raise(
  connection: Connection,
  part: Part,
  state: DeliveryStatus | "unknown",
  facts: { sid?: string; errorCode?: string | null; errorMessage?: string },
): void {
  const isHigher = RANK[state] > RANK[part.state];
  set(connection, part, {
    sid: facts.sid ?? part.sid,
    ...(isHigher && {
      state,
      errorCode: facts.errorCode ?? null,
      errorMessage: facts.errorMessage ?? null,
    }),
  });
  if (RANK[part.state] < RANK.accepted) finishMessage(connection, part.messageId);
}

export function set(connection: Connection, part: Part, values: Partial<Part>): void {
  connection.orm
    .update(deliveries)
    .set({ ...values, updatedAt: connection.now() })
    .where(eq(deliveries.id, part.id))
    .run();
}

/** An answered message is done once none of its parts is open. */
export function finishMessage({ orm, now }: Connection, messageId: number): void {
  const open = orm
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(eq(deliveries.messageId, messageId), sql`state in ('pending', 'sending')`))
    .limit(1)
    .get();
  if (open !== undefined) return;
  orm
    .update(messages)
    .set({ state: "done", isProcessed: true, updatedAt: now() })
    .where(and(eq(messages.id, messageId), sql`state = 'answered'`))
    .run();
}
