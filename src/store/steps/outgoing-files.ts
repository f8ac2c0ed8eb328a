import { and, desc, eq, isNull, like, lt, or, sql } from "drizzle-orm";
import type { NewFile, OutgoingFile } from "../../core/reply-part.ts";
import { type Call, call, first, type Reader, type Transaction } from "../driver.ts";
import { createToken, type FileAges, type SentPicture } from "../outgoing-files.ts";
import { deleteRows, insertRow, selectRows, updateRows } from "../plain-statements.ts";
import { type Dialect, type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";
import { firstIdOf, type Turn } from "../turn.ts";

/**
 * Returns the call that stores the file of the part with this nonce, to be run once the part is
 * stored.
 */
export function storingFile({ now }: Transaction, nonce: string, file: NewFile): Call {
  const { contentType, name, bytes } = file;
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  const facts = { contentType, name, size: bytes.byteLength, sha256, token: createToken() };
  return call(insertFile, { ...facts, nonce, bytes, now });
}

const insertFile = insertRow(
  "outgoingFiles",
  ["contentType", "name", "size", "sha256", "token", "bytes", "now"],
  {
    set: {
      partId: ({ orm, deliveries }: Dialect & Tables, given: Given<"nonce">) => {
        const { id, nonce } = deliveries;
        return sql`(${orm.select({ id }).from(deliveries).where(eq(nonce, given.nonce))})`;
      },
    },
  },
);

/**
 * Gives the file of a part another token, so that a late fetch for a send that failed is no proof of
 * the next one.
 */
export async function renewToken(transaction: Transaction, partId: number): Promise<void> {
  await transaction.all(replaceToken, { partId, token: createToken() });
}

const replaceToken = updateRows("outgoingFiles", ["token"], { by: ["partId"] });

/** Makes a part whose file cannot be delivered a text, which was the caption. */
export async function keepCaption(transaction: Transaction, partId: number): Promise<void> {
  await transaction.all(deleteFile, { partId });
  await transaction.all(makeText, { id: partId });
}

const deleteFile = deleteRows("outgoingFiles", { by: ["partId"] });

const makeText = updateRows("deliveries", [], { set: { kind: "text" }, by: ["id"] });

/** Returns the file of a part, without its bytes. */
export async function fileOfPart(reader: Reader, partId: number): Promise<OutgoingFile> {
  const file = await first(reader, fileWithPart, { partId });
  if (file === undefined) throw new Error(`part ${partId} has no file`);
  return file;
}

const fileWithPart = statement((tables, given: Given<"partId">) =>
  files(tables).where(eq(tables.outgoingFiles.partId, given.partId)),
);

export const findOutgoingFile = statement((tables, given: Given<"token">) =>
  files(tables).where(eq(tables.outgoingFiles.token, given.token)),
);

function files({ orm, deliveries, outgoingFiles }: Dialect & Tables) {
  const { contentType, name, size, sha256, token } = outgoingFiles;
  return orm
    .select({ contentType, name, size, sha256, token, fetchedAt: deliveries.fetchedAt })
    .from(outgoingFiles)
    .innerJoin(deliveries, eq(deliveries.id, outgoingFiles.partId));
}

export const bytesWithToken = selectRows("outgoingFiles", ["bytes"], { by: ["token"] });

export async function noteFileFetched(transaction: Transaction, token: string): Promise<void> {
  await transaction.all(noteFetched, { token, fetchedAt: transaction.now });
}

const noteFetched = updateRows("deliveries", ["fetchedAt"], {
  where: ({ orm, deliveries, outgoingFiles }, given: Given<"token">) => {
    const { partId, token } = outgoingFiles;
    const part = orm.select({ partId }).from(outgoingFiles).where(eq(token, given.token));
    return sql`${deliveries.id} = ${part}`;
  },
});

export async function dropFiles(
  transaction: Transaction,
  { queuedMs, deliveredMs }: FileAges,
  limit: number,
): Promise<number> {
  const { now } = transaction;
  const before = { queuedBefore: now - queuedMs, deliveredBefore: now - deliveredMs };
  return (await transaction.all(dropOld, { ...before, limit })).length;
}

const dropOld = statement(
  (
    { orm, deliveries, outgoingFiles },
    given: Given<"queuedBefore" | "deliveredBefore" | "limit">,
  ) => {
    const old = orm
      .select({ id: outgoingFiles.partId })
      .from(outgoingFiles)
      .innerJoin(deliveries, eq(deliveries.id, outgoingFiles.partId))
      .where(
        and(
          sql`${deliveries.state} not in ('held', 'pending', 'sending')`,
          or(
            lt(deliveries.createdAt, given.queuedBefore),
            and(
              sql`${deliveries.state} in ('delivered', 'read')`,
              lt(deliveries.updatedAt, given.deliveredBefore),
            ),
          ),
        ),
      )
      .orderBy(outgoingFiles.partId)
      .limit(sql.placeholder("limit"));
    return orm
      .delete(outgoingFiles)
      .where(sql`${outgoingFiles.partId} in ${old}`)
      .returning({ partId: outgoingFiles.partId });
  },
);

export async function sentPicture(
  reader: Reader,
  turn: Turn,
  sid: string | null,
): Promise<SentPicture | null> {
  const { userId, conversationId } = turn;
  const found =
    sid === null
      ? await first(reader, newestPicture, { userId, conversationId, firstId: firstIdOf(turn) })
      : await first(reader, pictureWithSid, { userId, sid });
  return found ?? null;
}

/** Selects the pictures that were sent to a user, except in private. */
function sentPictures({ orm, outgoingFiles, deliveries, messages }: Dialect & Tables) {
  return orm
    .select({ messageId: messages.id, bytes: outgoingFiles.bytes })
    .from(outgoingFiles)
    .innerJoin(deliveries, eq(deliveries.id, outgoingFiles.partId))
    .innerJoin(messages, eq(messages.id, deliveries.messageId));
}

const isPicture = ({ outgoingFiles, messages }: Tables) =>
  and(like(outgoingFiles.contentType, "image/%"), isNull(messages.privacy));

const newestPicture = statement((tables, given: Given<"userId" | "conversationId" | "firstId">) => {
  const { deliveries, messages } = tables;
  return sentPictures(tables)
    .where(
      and(
        eq(messages.userId, given.userId),
        eq(messages.conversationId, given.conversationId),
        lt(messages.id, given.firstId),
        isPicture(tables),
      ),
    )
    .orderBy(desc(messages.id), desc(deliveries.part))
    .limit(1);
});

const pictureWithSid = statement((tables, given: Given<"userId" | "sid">) => {
  const { deliveries } = tables;
  return sentPictures(tables).where(
    and(eq(deliveries.userId, given.userId), eq(deliveries.sid, given.sid), isPicture(tables)),
  );
});
