import { and, eq, gt, inArray, sql } from "drizzle-orm";
import type { DeliveryStatus } from "../../core/ports.ts";
import { RANK } from "../rank.ts";
import type { Accepted, LookupWait, SendFailure } from "../sends.ts";
import type { Lane } from "../store.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { holdsLane } from "./lanes.ts";
import { deliveries, messages } from "./schema.ts";

export type Part = typeof deliveries.$inferSelect;

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
export function scheduleNextPart(
  connection: Connection,
  { messageId, part }: Part,
  runAt: number,
): void {
  makeDue(connection).run({ messageId, part: part + 1, runAt });
}

const makeDue = prepared((orm) =>
  orm
    .update(deliveries)
    .set({ runAt: given("runAt") })
    .where(
      and(
        eq(deliveries.messageId, given("messageId")),
        eq(deliveries.part, given("part")),
        sql`state = 'pending'`,
      ),
    )
    .prepare(),
);

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
  const part = partWithId(connection).get({ partId });
  if (part === undefined) return false;
  work(part);
  return true;
}

const partWithId = prepared((orm) =>
  orm
    .select()
    .from(deliveries)
    .where(eq(deliveries.id, given("partId")))
    .prepare(),
);

/** Moves a part on, never back. */
export function raise(
  connection: Connection,
  part: Part,
  state: DeliveryStatus | "unknown",
  facts: { sid?: string; errorCode?: string | null; errorMessage?: string },
): void {
  const { id } = part;
  const sid = facts.sid ?? part.sid;
  if (RANK[state] > RANK[part.state]) {
    const { errorCode = null, errorMessage = null } = facts;
    raiseTo(connection).run({ id, sid, state, errorCode, errorMessage, now: connection.now() });
  } else if (sid !== part.sid) {
    set(connection, part, { sid });
  }
  if (RANK[part.state] < RANK.accepted) finishMessage(connection, part.messageId);
}

const raiseTo = prepared((orm) =>
  orm
    .update(deliveries)
    .set({
      sid: given("sid"),
      state: given("state"),
      errorCode: given("errorCode"),
      errorMessage: given("errorMessage"),
      updatedAt: given("now"),
    })
    .where(eq(deliveries.id, given("id")))
    .prepare(),
);

export function set(connection: Connection, part: Part, values: Partial<Part>): void {
  connection.orm
    .update(deliveries)
    .set({ ...values, updatedAt: connection.now() })
    .where(eq(deliveries.id, part.id))
    .run();
}

/** An answered message is done once none of its parts is open. */
export function finishMessage(connection: Connection, messageId: number): void {
  if (openPart(connection).get({ messageId }) !== undefined) return;
  markDone(connection).run({ messageId, now: connection.now() });
}

const openPart = prepared((orm) =>
  orm
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(eq(deliveries.messageId, given("messageId")), sql`state in ('pending', 'sending')`))
    .limit(1)
    .prepare(),
);

const markDone = prepared((orm) =>
  orm
    .update(messages)
    .set({ state: "done", isProcessed: true, updatedAt: given("now") })
    .where(and(eq(messages.id, given("messageId")), sql`state = 'answered'`))
    .prepare(),
);
