import { and, desc, eq, isNull, lt, sql } from "drizzle-orm";
import type { Lane } from "../../core/lane.ts";
import { describePart } from "../../core/describe-part.ts";
import {
  type AttachmentPlace,
  type PastAttachment,
  type QuotedMessage,
  type RecalledKind,
  type StoredAttachment,
  toAttachment,
  toColumns,
  type Understanding,
} from "../attachments.ts";
import { first, type Reader, type Transaction } from "../driver.ts";
import { selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { firstIdOf, type Turn, type WaitingMessage } from "../turn.ts";
import { countMedia } from "./spending.ts";
import { TAKEN_OVER } from "./take-over.ts";

export async function attachmentsOf(
  reader: Reader,
  { messageId, hasMedia }: Pick<WaitingMessage, "messageId" | "hasMedia">,
): Promise<StoredAttachment[]> {
  if (!hasMedia) return [];
  return (await reader.all(attachmentsAt, { messageId })).map(toAttachment);
}

const attachmentsAt = selectRows("attachments", null, { by: ["messageId"], orderBy: ["idx"] });

export async function recordUnderstanding(
  transaction: Transaction,
  { userId }: Lane,
  place: AttachmentPlace,
  found: Understanding,
  countedOn: string,
): Promise<boolean> {
  const recorded = await transaction.all(understand, { ...place, ...toColumns(found), userId });
  if (recorded.length === 0) return false;
  await countMedia(transaction, countedOn, userId);
  return true;
}

const understand = updateRows(
  "attachments",
  ["state", "kind", "contentType", "text", "bytes", "durationMs"],
  {
    by: ["messageId", "idx"],
    where: ({ orm, messages }, given: Given<"messageId" | "userId">) => {
      const isTheirs = and(eq(messages.id, given.messageId), eq(messages.userId, given.userId));
      return sql`exists ${orm.select({ id: messages.id }).from(messages).where(isTheirs)}`;
    },
    returning: ["idx"],
  },
);

export async function pastAttachments(
  reader: Reader,
  turn: Turn,
  kind: RecalledKind,
  limit: number,
): Promise<PastAttachment[]> {
  if (!turn.has.pastMedia) return [];
  const { conversationId, userId } = turn;
  const values = { conversationId, userId, firstId: firstIdOf(turn), kind, limit };
  const rows = await reader.all(PAST[kind], values);
  return rows.map(withCaption);
}

const pastOf = (isKept: boolean) =>
  statement(
    (
      { orm, attachments, messages },
      given: Given<"conversationId" | "userId" | "firstId" | "kind" | "limit">,
    ) => {
      const { messageId, idx, url, contentType, text, bytes, durationMs, state } = attachments;
      const { content, createdAt } = messages;
      const own = { messageId, idx, url, contentType, text, bytes, durationMs, state };
      return orm
        .select({ ...own, kind: attachments.kind, content, receivedAt: createdAt })
        .from(attachments)
        .innerJoin(messages, eq(messages.id, messageId))
        .where(
          and(
            eq(messages.conversationId, given.conversationId),
            eq(messages.userId, given.userId),
            lt(messages.id, given.firstId),
            // This condition selects the index.
            sql`media_url is not null`,
            // An attachment that no model could process must not fail every later message; what came
            // while an owner answered is not known to be one.
            sql`(${messages.aiModelUsed} is not null or error_message = '${sql.raw(TAKEN_OVER)}')`,
            isNull(messages.privacy),
            eq(attachments.kind, given.kind),
            sql`${state} = 'understood'`,
            isKept ? sql`${bytes} is not null` : undefined,
          ),
        )
        .orderBy(desc(messages.id), desc(idx))
        .limit(sql.placeholder("limit"));
    },
  );

/** A picture that is no longer kept is nothing; of a document, the text remains. */
const PAST = { image: pastOf(true), document: pastOf(false) } as const;

function withCaption({
  content,
  receivedAt,
  ...row
}: Parameters<typeof toAttachment>[0] & {
  readonly content: string | null;
  readonly receivedAt: number;
}): PastAttachment {
  return { ...toAttachment(row), caption: content ?? "", receivedAt };
}

export async function quotedMessage(
  reader: Reader,
  { userId }: WaitingMessage,
  sid: string,
): Promise<QuotedMessage | null> {
  const theirs = await first(reader, messageWithSid, { sid, userId });
  if (theirs !== undefined && theirs.state !== "discarded") {
    const { messageId, type, content, receivedAt } = theirs;
    const attached = await reader.all(attachmentsAt, { messageId });
    const attachments = attached.map((attachment) =>
      withCaption({ ...attachment, content, receivedAt }),
    );
    return { role: "user", type, text: content ?? "", attachments };
  }
  const ours = await first(reader, partWithSid, { sid, userId });
  if (ours === undefined) return null;
  const { kind, body } = ours;
  const contentType = ours.contentType ?? "";
  const text =
    kind === "media" ? describePart({ kind, file: { contentType }, caption: body }) : body;
  return { role: "assistant", type: "text", text, attachments: [] };
}

const messageWithSid = selectRows("messages", ["state", "content"], {
  as: { messageId: "id", type: "messageType", receivedAt: "createdAt" },
  by: ["sid", "userId"],
  where: ({ messages }) => isNull(messages.privacy),
});

const partWithSid = statement(
  ({ orm, deliveries, messages, outgoingFiles }, given: Given<"sid" | "userId">) =>
    orm
      .select({
        kind: deliveries.kind,
        body: deliveries.body,
        contentType: outgoingFiles.contentType,
      })
      .from(deliveries)
      .innerJoin(messages, eq(messages.id, deliveries.messageId))
      .leftJoin(outgoingFiles, eq(outgoingFiles.partId, deliveries.id))
      .where(
        and(
          eq(deliveries.sid, given.sid),
          eq(deliveries.userId, given.userId),
          isNull(messages.privacy),
        ),
      ),
);
