import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { AttachmentKind } from "../../core/message.ts";
import type {
  AttachmentPlace,
  PastAttachment,
  QuotedMessage,
  StoredAttachment,
  Understanding,
} from "../attachments.ts";
import { toPastAttachment } from "../past-attachment.ts";
import type { Lane, Turn, WaitingMessage } from "../store.ts";
import { firstIdOf } from "../turn.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { holdsLane } from "./lanes.ts";
import { attachments, deliveries, messages } from "./schema.ts";
import { countMedia } from "./spending.ts";

export function attachmentsOf(
  connection: Connection,
  { messageId }: WaitingMessage,
): StoredAttachment[] {
  return attachmentsAt(connection).all({ messageId });
}

const attachmentsAt = prepared((orm) =>
  orm
    .select()
    .from(attachments)
    .where(eq(attachments.messageId, given("messageId")))
    .orderBy(attachments.idx)
    .prepare(),
);

export function recordUnderstanding(
  connection: Connection,
  lane: Lane,
  { messageId, idx }: AttachmentPlace,
  found: Understanding,
  countedOn: string,
): boolean {
  if (!holdsLane(connection, lane)) return false;
  const recorded = connection.orm
    .update(attachments)
    .set({ ...found, bytes: found.bytes === null ? null : Buffer.from(found.bytes) })
    .where(
      and(
        eq(attachments.messageId, messageId),
        eq(attachments.idx, idx),
        sql`exists (select 1 from messages where id = ${messageId} and user_id = ${lane.userId})`,
      ),
    )
    .returning({ idx: attachments.idx })
    .get();
  if (recorded !== undefined) countMedia(connection, countedOn, lane.userId);
  return recorded !== undefined;
}

export function pastAttachments(
  { orm }: Connection,
  turn: Turn,
  kind: AttachmentKind,
  limit: number,
): PastAttachment[] {
  const rows = orm
    .select()
    .from(attachments)
    .innerJoin(messages, eq(messages.id, attachments.messageId))
    .where(
      and(
        eq(messages.conversationId, turn.conversationId),
        eq(messages.userId, turn.userId),
        lt(messages.id, firstIdOf(turn)),
        // By this the index is found.
        sql`media_url is not null`,
        // What no model could answer must not stand in the way of every later message.
        sql`${messages.aiModelUsed} is not null`,
        eq(attachments.kind, kind),
        eq(attachments.state, "understood"),
        kind === "image" ? sql`${attachments.bytes} is not null` : undefined,
      ),
    )
    .orderBy(desc(messages.id), desc(attachments.idx))
    .limit(limit)
    .all();
  return rows.map((row) => toPastAttachment(row.attachments, row.messages));
}

export function quotedMessage(
  connection: Connection,
  message: WaitingMessage,
  sid: string,
): QuotedMessage | null {
  const { orm } = connection;
  const theirs = orm
    .select()
    .from(messages)
    .where(and(eq(messages.sid, sid), eq(messages.userId, message.userId)))
    .get();
  if (theirs !== undefined && theirs.state !== "discarded") {
    const rows = orm
      .select()
      .from(attachments)
      .where(eq(attachments.messageId, theirs.id))
      .orderBy(attachments.idx)
      .all();
    return {
      role: "user",
      type: theirs.messageType,
      text: theirs.content ?? "",
      attachments: rows.map((row) => toPastAttachment(row, theirs)),
    };
  }
  const ours = orm
    .select({ body: deliveries.body })
    .from(deliveries)
    .where(and(eq(deliveries.sid, sid), eq(deliveries.userId, message.userId)))
    .get();
  if (ours === undefined) return null;
  return { role: "assistant", type: "text", text: ours.body, attachments: [] };
}
