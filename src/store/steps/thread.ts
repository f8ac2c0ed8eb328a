import { asc, desc, eq, sql } from "drizzle-orm";
import { ATTACHMENT_KINDS, factsOf } from "../../core/media-types.ts";
import type {
  MessagePlace,
  StoredMessage,
  ThreadAttachment,
  ThreadPart,
} from "../conversation-reads.ts";
import { call, type Reader } from "../driver.ts";
import { pick } from "../pick.ts";
import { selectRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { readLocation } from "../turn.ts";

/** The kinds whose messages may name their file, as a list in SQL. */
const NAMED = sql.raw(
  ATTACHMENT_KINDS.filter((kind) => factsOf(kind).isNamedByText)
    .map((kind) => `'${kind}'`)
    .join(", "),
);

const END: MessagePlace = { at: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

export async function threadBefore(
  reader: Reader,
  userId: number,
  before: MessagePlace | null,
  limit: number,
): Promise<StoredMessage[]> {
  const { at, id } = before ?? END;
  const rows = await reader.all(latestMessages, { userId, at, id, limit });
  if (rows.length === 0) return [];
  const ids = JSON.stringify(rows.map((row) => row.id));
  const sids = JSON.stringify(rows.flatMap(({ quotedSid }) => quotedSid ?? []));
  const [attachments, parts, quotes, ownQuotes] = await reader.together(
    call(attachmentsAmong, { messageIds: ids }),
    call(partsAmong, { ids }),
    call(quotedMessages, { sids }),
    call(quotedParts, { sids }),
  );
  const textOf = new Map([...quotes, ...ownQuotes].map(({ sid, text }) => [sid, text]));
  const attachmentsOf = Map.groupBy(attachments, ({ messageId }) => messageId);
  const partsOf = Map.groupBy(parts, ({ messageId }) => messageId);
  const toMessage = (row: (typeof rows)[number]): StoredMessage => {
    const { location, raw, context, quotedSid, ...shown } = row;
    return {
      ...shown,
      location: location === null ? null : readLocation(location),
      fileName: raw === null ? null : fileNameInRaw(raw),
      reactsTo: context?.includes('"kind":"reaction"') === true ? quotedSid : null,
      quoted: quotedSid === null ? null : (textOf.get(quotedSid) ?? null),
      attachments: (attachmentsOf.get(row.id) ?? []).map(toAttachment),
      parts: (partsOf.get(row.id) ?? []).map(toPart),
    };
  };
  return rows.map(toMessage);
}

const latestMessages = statement(
  ({ orm, messages }, given: Given<"userId" | "at" | "id" | "limit">) =>
    orm
      .select({
        id: messages.id,
        at: messages.createdAt,
        direction: messages.direction,
        type: messages.messageType,
        ...pick(messages, "state", "content", "topic", "writtenBy", "sid", "quotedSid"),
        ...pick(messages, "context", "location"),
        // Of the other kinds, nothing in it is shown.
        raw: sql<string | null>`case when message_type in (${NAMED}) then raw end`,
      })
      .from(messages)
      .where(
        sql`${messages.userId} = ${given.userId} and ${messages.createdAt} <= ${given.at}
          and (${messages.createdAt} < ${given.at} or ${messages.id} < ${given.id})`,
      )
      .orderBy(desc(messages.createdAt), desc(messages.id))
      .limit(sql.placeholder("limit")),
);

const attachmentsAmong = selectRows(
  "attachments",
  ["messageId", "idx", "kind", "contentType", "url", "text", "state"],
  { among: "messageId", orderBy: ["messageId", "idx"] },
);

function toAttachment({
  messageId: _messageId,
  state,
  text,
  ...attachment
}: NonNullable<(typeof attachmentsAmong)["row"]>): ThreadAttachment {
  // Of a refused one the reason is stored there.
  return { ...attachment, text: state === "understood" ? text : null };
}

const partsAmong = statement(({ orm, deliveries, outgoingFiles, isAmong }, given: Given<"ids">) =>
  orm
    .select({
      ...pick(deliveries, "messageId", "id", "sid", "part"),
      at: deliveries.createdAt,
      ...pick(deliveries, "body", "state", "errorCode", "errorMessage"),
      contentType: outgoingFiles.contentType,
      name: outgoingFiles.name,
      size: outgoingFiles.size,
    })
    .from(deliveries)
    .leftJoin(outgoingFiles, eq(outgoingFiles.partId, deliveries.id))
    .where(isAmong(deliveries.messageId, given.ids))
    .orderBy(asc(deliveries.messageId), asc(deliveries.part)),
);

type PartRow = NonNullable<(typeof partsAmong)["row"]>;

function toPart({ messageId: _messageId, contentType, name, size, ...part }: PartRow): ThreadPart {
  if (contentType === null || name === null || size === null) return { ...part, file: null };
  return { ...part, file: { contentType, name, size } };
}

function fileNameInRaw(raw: string): string | null {
  const name: unknown = Reflect.get(Object(JSON.parse(raw)), "filename");
  return typeof name === "string" ? name : null;
}

const quotedMessages = selectRows("messages", ["sid"], { as: { text: "content" }, among: "sid" });

const quotedParts = selectRows("deliveries", ["sid"], {
  as: { text: "body" },
  where: ({ deliveries, isAmong }, given: Given<"sids">) =>
    sql`${deliveries.sid} is not null and ${isAmong(deliveries.sid, given.sids)}`,
});

export const findAttachment = statement(
  ({ orm, attachments, messages }, given: Given<"messageId" | "idx">) =>
    orm
      .select({
        url: attachments.url,
        contentType: attachments.contentType,
        messageSid: messages.sid,
      })
      .from(attachments)
      .innerJoin(messages, eq(messages.id, attachments.messageId))
      .where(
        sql`${attachments.messageId} = ${given.messageId} and ${attachments.idx} = ${given.idx}`,
      ),
);

export const readPartFile = selectRows("outgoingFiles", ["contentType", "name", "size", "bytes"], {
  by: ["partId"],
});
