import { eq } from "drizzle-orm";
import type { Lane, OpenPart, Step, StepOptions } from "../store.ts";
import { decideBeginning } from "../../core/suspects.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { isDue, nextWork, renewLane } from "./lanes.ts";
import { deliveries, messages, users } from "./schema.ts";
import { beginTurn, putOff } from "./turns.ts";

export function nextStep(
  connection: Connection,
  lane: Lane,
  { leaseMs, graceMs, mayAnswer, isMerged, suspects }: StepOptions,
): Step | null {
  if (renewLane(connection, lane, leaseMs) === null) return null;
  const work = nextWork(connection, lane.userId);
  if (work === null || !isDue(work.runAt, connection.now())) return null;
  if (work.kind === "message") {
    if (!mayAnswer) return null;
    const beginning = decideBeginning(work, suspects);
    if (beginning === "report") return { kind: "suspect", messageId: work.id };
    if (suspects.kind === "put-off" && beginning === "put-off") {
      putOff(connection, work.id, suspects.delayMs);
      return null;
    }
    const isCounted = beginning !== "uncounted";
    return { kind: "answer", turn: beginTurn(connection, work.id, { isMerged, isCounted }) };
  }
  return work.isSending
    ? { kind: "look-up", part: readPart(connection, work.id) }
    : { kind: "send", part: beginSend(connection, work.id, graceMs) };
}

/** Commits that a part is being sent: what becomes of it is looked up `graceMs` later. */
export function beginSend(connection: Connection, partId: number, graceMs: number): OpenPart {
  const at = connection.now();
  markSending(connection).run({ partId, at, lookUpAt: at + graceMs });
  return readPart(connection, partId);
}

const markSending = prepared((orm) =>
  orm
    .update(deliveries)
    .set({
      state: "sending",
      startedAt: given("at"),
      runAt: given("lookUpAt"),
      lookups: 0,
      updatedAt: given("at"),
    })
    .where(eq(deliveries.id, given("partId")))
    .prepare(),
);

function readPart(connection: Connection, partId: number): OpenPart {
  const row = partWithOwner(connection).get({ partId });
  if (row === undefined) throw new Error(`part ${partId} is gone`);
  const { direction, ...part } = row;
  return {
    ...part,
    isNotice: direction === "outbound",
    startedAt: part.startedAt ?? part.createdAt,
  };
}

const partWithOwner = prepared((orm) =>
  orm
    .select({
      id: deliveries.id,
      messageId: deliveries.messageId,
      part: deliveries.part,
      to: users.replyTo,
      body: deliveries.body,
      mediaUrl: deliveries.mediaUrl,
      nonce: deliveries.nonce,
      attempt: deliveries.attempt,
      lookups: deliveries.lookups,
      direction: messages.direction,
      createdAt: deliveries.createdAt,
      startedAt: deliveries.startedAt,
    })
    .from(deliveries)
    .innerJoin(users, eq(users.id, deliveries.userId))
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .where(eq(deliveries.id, given("partId")))
    .prepare(),
);
