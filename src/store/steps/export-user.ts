import { and, asc, desc, eq, gte, isNotNull, sql } from "drizzle-orm";
import { type Driver, first, type Reader } from "../driver.ts";
import type { ExportedFile, ExportedPage, ExportStore } from "../export.ts";
import { pick } from "../pick.ts";
import { selectRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { OF_MESSAGES, OF_USER } from "./export-sections.ts";

/** Messages that are read at once, with all that hangs on them. */
const BATCH = 200;

async function* exportUser(read: Driver["read"], userId: number): AsyncGenerator<ExportedPage> {
  for (const [section, rowsOf] of Object.entries(OF_USER)) {
    yield { section, rows: await read((reader) => reader.all(rowsOf, { userId })) };
  }
  const ids = (await read((reader) => reader.all(messageIds, { userId }))).map(({ id }) => id);
  for (const [section, rowsOf] of Object.entries(OF_MESSAGES)) {
    for (let at = 0; at < ids.length || at === 0; at += BATCH) {
      const some = JSON.stringify(ids.slice(at, at + BATCH));
      const values = { ids: some, messageIds: some };
      yield { section, rows: await read((reader) => reader.all(rowsOf, values)) };
    }
  }
}

const messageIds = selectRows("messages", ["id"], { by: ["userId"], orderBy: ["id"] });

/** The functions of `ExportStore`, for both of the stores that have them. */
export const exportSteps = (read: Driver["read"]): ExportStore => ({
  exportUser: (userId) => exportUser(read, userId),
  exportedFiles: (userId) => read((reader) => exportedFiles(reader, userId)),
  readExportedFile: (userId, file) => read((reader) => readExportedFile(reader, userId, file)),
  hasSentFile: (userId, topic, since) =>
    read(async (r) => (await first(r, fileSentSince, { userId, topic, since })) !== undefined),
});

async function exportedFiles(reader: Reader, userId: number): Promise<ExportedFile[]> {
  const received = await reader.all(receivedFiles, { userId });
  const sent = await reader.all(sentFiles, { userId });
  return [
    ...received.map((file) => Object.assign(file, { isSent: false })),
    ...sent.map((file) => Object.assign(file, { isSent: true, kind: null })),
  ].toSorted((a, b) => b.messageId - a.messageId || a.idx - b.idx);
}

const receivedFiles = statement(
  ({ orm, attachments: table, messages: owner }, given: Given<"userId">) =>
    orm
      .select({
        ...pick(table, "messageId", "idx", "kind", "contentType"),
        size: sql`length(${table.bytes})`.mapWith(Number),
      })
      .from(table)
      .innerJoin(owner, eq(owner.id, table.messageId))
      .where(
        and(
          eq(owner.userId, given.userId),
          isNotNull(owner.mediaUrl),
          sql`(attachments.text is not null or attachments.bytes is not null)`,
          isNotNull(table.bytes),
        ),
      )
      .orderBy(desc(table.messageId), asc(table.idx)),
);

/** Not those of an earlier export, which are erased once they are delivered. */
const sentFiles = statement(
  ({ orm, outgoingFiles, deliveries, messages: owner }, given: Given<"userId">) =>
    orm
      .select({
        messageId: deliveries.messageId,
        idx: deliveries.part,
        contentType: outgoingFiles.contentType,
        size: outgoingFiles.size,
      })
      .from(deliveries)
      .innerJoin(outgoingFiles, eq(outgoingFiles.partId, deliveries.id))
      .innerJoin(owner, eq(owner.id, deliveries.messageId))
      .where(and(eq(deliveries.userId, given.userId), sql`${owner.privacy} is null`))
      .orderBy(desc(deliveries.messageId), asc(deliveries.part)),
);

async function readExportedFile(
  reader: Reader,
  userId: number,
  { isSent, messageId, idx }: ExportedFile,
): Promise<Uint8Array | null> {
  const bytesOf = isSent ? bytesOfSent : bytesOfReceived;
  return (await first(reader, bytesOf, { userId, messageId, idx }))?.bytes ?? null;
}

type Place = Given<"userId" | "messageId" | "idx">;

const bytesOfReceived = statement(({ orm, attachments: table, messages: owner }, given: Place) =>
  orm
    .select({ bytes: table.bytes })
    .from(table)
    .innerJoin(owner, eq(owner.id, table.messageId))
    .where(
      and(
        eq(owner.userId, given.userId),
        eq(table.messageId, given.messageId),
        eq(table.idx, given.idx),
      ),
    ),
);

const bytesOfSent = statement(({ orm, outgoingFiles, deliveries }, given: Place) =>
  orm
    .select({ bytes: outgoingFiles.bytes })
    .from(outgoingFiles)
    .innerJoin(deliveries, eq(deliveries.id, outgoingFiles.partId))
    .where(
      and(
        eq(deliveries.userId, given.userId),
        eq(deliveries.messageId, given.messageId),
        eq(deliveries.part, given.idx),
      ),
    ),
);

const fileSentSince = statement(
  ({ orm, messages: owner, deliveries }, given: Given<"userId" | "topic" | "since">) =>
    orm
      .select({ id: owner.id })
      .from(owner)
      .innerJoin(deliveries, eq(deliveries.messageId, owner.id))
      .where(
        and(
          eq(owner.userId, given.userId),
          eq(owner.topic, given.topic),
          gte(owner.createdAt, given.since),
          eq(deliveries.kind, "media"),
          sql`${deliveries.state} not in ('failed', 'dead')`,
        ),
      )
      .limit(1),
);
