import { eq } from "drizzle-orm";
import type { Lane, OpenPart, Step, StepOptions } from "../store.ts";
import type { Connection } from "./connection.ts";
import { isDue, nextWork, renewLane } from "./lanes.ts";
import { deliveries, messages, users } from "./schema.ts";
import { beginTurn } from "./turns.ts";

export function nextStep(
  connection: Connection,
  lane: Lane,
  { leaseMs, graceMs, mayAnswer, isMerged }: StepOptions,
): Step | null {
  if (renewLane(connection, lane, leaseMs) === null) return null;
  const work = nextWork(connection, lane.userId);
  if (work === null || !isDue(work.runAt, connection.now())) return null;
  if (work.kind === "message") {
    if (!mayAnswer) return null;
    return { kind: "answer", turn: beginTurn(connection, work.id, isMerged) };
  }
  return work.isSending
    ? { kind: "look-up", part: readPart(connection, work.id) }
    : { kind: "send", part: beginSend(connection, work.id, graceMs) };
}

/** Commits that a part is being sent: what becomes of it is looked up `graceMs` later. */
export function beginSend(connection: Connection, partId: number, graceMs: number): OpenPart {
  const at = connection.now();
  connection.orm
    .update(deliveries)
    .set({ state: "sending", startedAt: at, runAt: at + graceMs, lookups: 0, updatedAt: at })
    .where(eq(deliveries.id, partId))
    .run();
  return readPart(connection, partId);
}

function readPart({ orm }: Connection, partId: number): OpenPart {
  const row = orm
    .select()
    .from(deliveries)
    .innerJoin(users, eq(users.id, deliveries.userId))
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .where(eq(deliveries.id, partId))
    .get();
  if (row === undefined) throw new Error(`part ${partId} is gone`);
  const { deliveries: part, users: user, messages: message } = row;
  return {
    id: part.id,
    messageId: part.messageId,
    part: part.part,
    to: user.replyTo,
    body: part.body,
    mediaUrl: part.mediaUrl,
    nonce: part.nonce,
    attempt: part.attempt,
    lookups: part.lookups,
    isNotice: message.direction === "outbound",
    createdAt: part.createdAt,
    startedAt: part.startedAt ?? part.createdAt,
  };
}
