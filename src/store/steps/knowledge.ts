import { and, asc, eq, gte, lte, ne, sql } from "drizzle-orm";
import { call, first, type Reader, type Transaction } from "../driver.ts";
import {
  type FileFacts,
  type FileOutcome,
  type KnowledgeFile,
  MAX_PASSAGES,
  type NewPassage,
} from "../knowledge.ts";
import { type Given, statement } from "../statement.ts";
import { toVector } from "./search-passages.ts";

export function knowledgeFiles(reader: Reader): Promise<KnowledgeFile[]> {
  return reader.all(everyFile, {});
}

const everyFile = statement(({ orm, knowledgeFiles: files }) =>
  orm.select().from(files).orderBy(asc(files.path), asc(files.id)),
);

export async function hasPassages(reader: Reader): Promise<boolean> {
  return (await first(reader, readyFile, {})) !== undefined;
}

const readyFile = statement(({ orm, knowledgeFiles: files }) =>
  orm
    .select({ id: files.id })
    .from(files)
    .where(and(eq(files.state, "ready"), sql`${files.passages} > 0`))
    .limit(1),
);

export async function beginFile(
  transaction: Transaction,
  { path, size, mtimeMs, sha256 }: FileFacts & { readonly sha256: string },
): Promise<number> {
  const values = { path, size, mtimeMs, sha256, now: transaction.now };
  const row = await first(transaction, insertFile, values);
  if (row === undefined) throw new Error("a document was not stored");
  return row.id;
}

const insertFile = statement(
  ({ orm, knowledgeFiles: files }, given: Given<"path" | "size" | "mtimeMs" | "sha256" | "now">) =>
    orm
      .insert(files)
      .values({
        path: given.path,
        size: given.size,
        mtimeMs: given.mtimeMs,
        sha256: given.sha256,
        state: "reading",
        readAt: given.now,
      })
      .returning({ id: files.id }),
);

export async function addPassages(
  transaction: Transaction,
  fileId: number,
  position: number,
  passages: readonly NewPassage[],
): Promise<boolean> {
  const file = await first(transaction, fileBeingRead, { id: fileId });
  if (file === undefined) return false;
  const begin = fileId * MAX_PASSAGES + position;
  const rows = passages.map(({ page, heading, text }, at) => ({
    id: begin + at,
    page,
    heading,
    text,
  }));
  const words = passages.map((passage, at) => ({
    id: begin + at,
    words: transaction.dialect === "postgres" ? toVector(passage.words) : passage.words,
  }));
  await transaction.together(
    call(insertPassages, { rows: JSON.stringify(rows) }),
    call(insertWords, { rows: JSON.stringify(words) }),
  );
  return true;
}

const fileBeingRead = statement(({ orm, locked, knowledgeFiles: files }, given: Given<"id">) =>
  locked(
    orm
      .select({ path: files.path })
      .from(files)
      .where(and(eq(files.id, given.id), eq(files.state, "reading"))),
  ),
);

const insertPassages = statement(({ orm, knowledgePassages, listed }, given: Given<"rows">) =>
  orm.insert(knowledgePassages).select(
    orm
      .select({
        id: sql<number>`cast(listed.id as bigint)`.as("id"),
        page: sql<number | null>`cast(listed.page as integer)`.as("page"),
        heading: sql<string | null>`listed.heading`.as("heading"),
        text: sql<string>`listed.text`.as("text"),
      })
      .from(listed(given.rows, ["id", "page", "heading", "text"])),
  ),
);

const insertWords = statement(({ name, orm, knowledgeWords, listed }, given: Given<"rows">) =>
  orm.insert(knowledgeWords).select(
    orm
      .select({
        rowid: sql<number>`cast(listed.id as bigint)`.as("rowid"),
        words: (name === "postgres"
          ? sql<string>`listed.words::tsvector`
          : sql<string>`listed.words`
        ).as("words"),
      })
      .from(listed(given.rows, ["id", "words"])),
  ),
);

export async function finishFile(
  transaction: Transaction,
  id: number,
  outcome: FileOutcome,
): Promise<boolean> {
  const file = await first(transaction, fileBeingRead, { id });
  if (file === undefined) return false;
  const isReady = outcome.state === "ready";
  await transaction.all(endReading, {
    id,
    state: outcome.state,
    format: isReady ? outcome.format : null,
    reason: isReady ? null : outcome.reason,
    pages: isReady ? outcome.pages : 0,
    passages: isReady ? outcome.passages : 0,
    isCut: isReady && outcome.isCut,
    now: transaction.now,
  });
  await transaction.all(removeEarlier, { id, path: file.path });
  return true;
}

type Ended = "id" | "state" | "format" | "reason" | "pages" | "passages" | "isCut" | "now";

const endReading = statement(({ orm, knowledgeFiles: files }, given: Given<Ended>) =>
  orm
    .update(files)
    .set({
      state: given.state,
      format: given.format,
      reason: given.reason,
      pages: given.pages,
      passages: given.passages,
      isCut: given.isCut,
      readAt: given.now,
    })
    .where(eq(files.id, given.id)),
);

const removeEarlier = statement(({ orm, knowledgeFiles: files }, given: Given<"id" | "path">) =>
  orm
    .update(files)
    .set({ state: "removed" })
    .where(and(eq(files.path, given.path), ne(files.id, given.id))),
);

export async function noteFile(
  transaction: Transaction,
  id: number,
  { path, size, mtimeMs }: FileFacts,
): Promise<void> {
  await transaction.all(keepFacts, { id, path, size, mtimeMs });
}

const keepFacts = statement(
  ({ orm, knowledgeFiles: files }, given: Given<"id" | "path" | "size" | "mtimeMs">) =>
    orm
      .update(files)
      .set({ path: given.path, size: given.size, mtimeMs: given.mtimeMs })
      .where(eq(files.id, given.id)),
);

export async function removeFile(transaction: Transaction, id: number): Promise<void> {
  await transaction.all(hideFile, { id });
}

const hideFile = statement(({ orm, knowledgeFiles: files }, given: Given<"id">) =>
  orm.update(files).set({ state: "removed" }).where(eq(files.id, given.id)),
);

export async function deletePassages(transaction: Transaction, limit: number): Promise<boolean> {
  const file = await first(transaction, removedFile, {});
  if (file === undefined) return false;
  const begin = file.id * MAX_PASSAGES;
  const end = begin + MAX_PASSAGES - 1;
  const rows = await transaction.all(passagesBetween, { begin, end, limit });
  const last = rows.at(-1)?.id;
  if (last === undefined) {
    await transaction.all(deleteFile, { id: file.id });
  } else {
    await transaction.together(
      call(deleteWordsBetween, { begin, end: last }),
      call(deletePassagesBetween, { begin, end: last }),
    );
  }
  return true;
}

const removedFile = statement(({ orm, locked, knowledgeFiles: files }) =>
  locked(
    orm
      .select({ id: files.id })
      .from(files)
      .where(eq(files.state, "removed"))
      .orderBy(asc(files.id))
      .limit(1),
  ),
);

const passagesBetween = statement(
  ({ orm, knowledgePassages: passages }, given: Given<"begin" | "end" | "limit">) =>
    orm
      .select({ id: passages.id })
      .from(passages)
      .where(and(gte(passages.id, given.begin), lte(passages.id, given.end)))
      .orderBy(asc(passages.id))
      .limit(sql.placeholder("limit")),
);

const deletePassagesBetween = statement(
  ({ orm, knowledgePassages: passages }, given: Given<"begin" | "end">) =>
    orm.delete(passages).where(and(gte(passages.id, given.begin), lte(passages.id, given.end))),
);

const deleteWordsBetween = statement(
  ({ orm, knowledgeWords: words }, given: Given<"begin" | "end">) =>
    orm.delete(words).where(and(gte(words.rowid, given.begin), lte(words.rowid, given.end))),
);

const deleteFile = statement(({ orm, knowledgeFiles: files }, given: Given<"id">) =>
  orm.delete(files).where(eq(files.id, given.id)),
);
