import { and, eq, gt, inArray, type SQL, sql } from "drizzle-orm";
import type { DeliveryStatus } from "../../core/ports.ts";
import type { Accepted, Lane, LookupWait, SendFailure, StatusReport } from "../store.ts";
import type { Connection } from "./connection.ts";
import { holdsLane, readyLane } from "./lanes.ts";
import { deliveries, type DeliveryState, messages } from "./schema.ts";

type Part = typeof deliveries.$inferSelect;

/** A state is only ever replaced by one of higher rank: reports come in any order. */
const RANK: Record<DeliveryState, number> = {
  pending: 0,
  sending: 1,
  unknown: 2,
  accepted: 3,
  sent: 4,
  delivered: 5,
  failed: 5,
  read: 6,
  dead: 7,
};

/** Queues texts to be sent in order, as parts of one message. */
export function queueParts(
  { orm, now }: Connection,
  owner: { readonly messageId: number; readonly userId: number },
  bodies: readonly string[],
): void {
  const at = now();
  bodies.forEach((body, part) => {
    const nonce = crypto.randomUUID().replaceAll("-", "");
    orm
      .insert(deliveries)
      .values({ ...owner, part, body, nonce, runAt: at, createdAt: at, updatedAt: at })
      .run();
  });
}

export function recordAccepted(
  connection: Connection,
  lane: Lane,
  partId: number,
  { sid, nextAfterMs }: Accepted,
): boolean {
  return change(connection, lane, partId, (part) => {
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
  return change(connection, lane, partId, (part) => raise(connection, part, "unknown", {}));
}

export function recordStatus(connection: Connection, report: StatusReport): boolean {
  const { orm, now } = connection;
  const part = orm.select().from(deliveries).where(meantBy(report)).get();
  // A nonce that comes back under another sid is a second send of the same part; the first stands.
  if (part === undefined || (part.sid !== null && part.sid !== report.sid)) return false;
  raise(connection, part, report.status, { sid: report.sid, errorCode: report.errorCode });
  const isProof = RANK[part.state] < RANK.accepted;
  const isOnItsWay = RANK[part.state] < RANK.sent && RANK[report.status] >= RANK.sent;
  if (isOnItsWay) scheduleNextPart(connection, part, now());
  // Either way the next part need not wait any longer.
  if (isProof || isOnItsWay) readyLane(connection, part.userId, now());
  return true;
}

/** The part that a delivery report is about. */
export function meantBy({ nonce, sid }: Pick<StatusReport, "nonce" | "sid">): SQL {
  return nonce === null ? eq(deliveries.sid, sid) : eq(deliveries.nonce, nonce);
}

function scheduleNextPart({ orm }: Connection, part: Part, runAt: number): void {
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

function raise(
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

function set(connection: Connection, part: Part, values: Partial<Part>): void {
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
