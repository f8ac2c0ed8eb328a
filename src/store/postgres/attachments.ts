import { and, desc, eq, exists, isNotNull, lt, sql } from "drizzle-orm";
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
import type { Connection, Transaction } from "./connection.ts";
import { attachments, deliveries, messages } from "./schema.ts";
import { countMedia } from "./spending.ts";

export function attachmentsOf(
  connection: Connection,
  message: WaitingMessage,
): Promise<StoredAttachment[]> {
  return readAttachments(connection, message.messageId);
}

async function readAttachments(
  { orm }: Connection,
  messageId: number,
): Promise<StoredAttachment[]> {
  return orm
    .select()
    .from(attachments)
    .where(eq(attachments.messageId, messageId))
    .orderBy(attachments.idx);
}

export async function recordUnderstanding(
  transaction: Transaction,
  { userId }: Lane,
  { messageId, idx }: AttachmentPlace,
  found: Understanding,
  countedOn: string,
): Promise<boolean> {
  const { orm } = transaction;
  const theirs = orm
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.id, messageId), eq(messages.userId, userId)));
  const [recorded] = await orm
    .update(attachments)
    .set(found)
    .where(and(eq(attachments.messageId, messageId), eq(attachments.idx, idx), exists(theirs)))
    .returning({ idx: attachments.idx });
  if (recorded === undefined) return false;
  await countMedia(transaction, countedOn, userId);
  return true;
}

export async function pastAttachments(
  { orm }: Connection,
  turn: Turn,
  kind: AttachmentKind,
  limit: number,
): Promise<PastAttachment[]> {
  const { content, createdAt } = messages;
  const rows = await orm
    .select({ attachment: attachments, message: { content, createdAt } })
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
        isNotNull(messages.aiModelUsed),
        eq(attachments.kind, kind),
        eq(attachments.state, "understood"),
        kind === "image" ? isNotNull(attachments.bytes) : undefined,
      ),
    )
    .orderBy(desc(messages.id), desc(attachments.idx))
    .limit(limit);
  return rows.map((row) => toPastAttachment(row.attachment, row.message));
}

export async function quotedMessage(
  connection: Connection,
  { userId }: WaitingMessage,
  sid: string,
): Promise<QuotedMessage | null> {
  const { orm } = connection;
  const { id, state, messageType: type, content, createdAt } = messages;
  const [theirs] = await orm
    .select({ id, state, type, content, createdAt })
    .from(messages)
    .where(and(eq(messages.sid, sid), eq(messages.userId, userId)));
  if (theirs !== undefined && theirs.state !== "discarded") {
    const attached = await readAttachments(connection, theirs.id);
    return {
      role: "user",
      type: theirs.type,
      text: theirs.content ?? "",
      attachments: attached.map((attachment) => toPastAttachment(attachment, theirs)),
    };
  }
  const [ours] = await orm
    .select({ body: deliveries.body })
    .from(deliveries)
    .where(and(eq(deliveries.sid, sid), eq(deliveries.userId, userId)));
  if (ours === undefined) return null;
  return { role: "assistant", type: "text", text: ours.body, attachments: [] };
}
