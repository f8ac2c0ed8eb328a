import { and, eq, gte, lte, ne, sql } from "drizzle-orm";
import { call, first, inserted, type Transaction } from "../driver.ts";
import { type FileFacts, type FileOutcome, MAX_PASSAGES, type NewPassage } from "../knowledge.ts";
import { deleteRows, insertRow, selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { toVector } from "./search-passages.ts";

export const knowledgeFiles = selectRows("knowledgeFiles", null, { orderBy: ["path", "id"] });

export const readyFile = selectRows("knowledgeFiles", ["id"], {
  where: ({ knowledgeFiles: files }) => and(eq(files.state, "ready"), sql`${files.passages} > 0`),
  limit: 1,
});

export async function beginFile(
  transaction: Transaction,
  { path, size, mtimeMs, sha256 }: FileFacts & { readonly sha256: string },
): Promise<number> {
  const values = { path, size, mtimeMs, sha256, readAt: transaction.now };
  return (await inserted(transaction, insertFile, values)).id;
}

const insertFile = insertRow("knowledgeFiles", ["path", "size", "mtimeMs", "sha256", "readAt"], {
  set: { state: "reading" },
  returning: ["id"],
});

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

const fileBeingRead = selectRows("knowledgeFiles", ["path"], {
  by: ["id"],
  where: ({ knowledgeFiles: files }) => eq(files.state, "reading"),
  isLocked: true,
});

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
    readAt: transaction.now,
  });
  await transaction.all(removeEarlier, { id, path: file.path });
  return true;
}

const endReading = updateRows(
  "knowledgeFiles",
  ["state", "format", "reason", "pages", "passages", "isCut", "readAt"],
  { by: ["id"] },
);

const removeEarlier = updateRows("knowledgeFiles", [], {
  set: { state: "removed" },
  by: ["path"],
  where: ({ knowledgeFiles: files }, given: Given<"id">) => ne(files.id, given.id),
});

export const noteFile = updateRows("knowledgeFiles", ["path", "size", "mtimeMs"], { by: ["id"] });

export const removeFile = updateRows("knowledgeFiles", [], {
  set: { state: "removed" },
  by: ["id"],
});

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

const removedFile = selectRows("knowledgeFiles", ["id"], {
  where: ({ knowledgeFiles: files }) => eq(files.state, "removed"),
  orderBy: ["id"],
  limit: 1,
  isLocked: true,
});

const passagesBetween = selectRows("knowledgePassages", ["id"], {
  where: ({ knowledgePassages: passages }, given: Given<"begin" | "end">) =>
    and(gte(passages.id, given.begin), lte(passages.id, given.end)),
  orderBy: ["id"],
  limit: "limit",
});

const deletePassagesBetween = statement(
  ({ orm, knowledgePassages: passages }, given: Given<"begin" | "end">) =>
    orm.delete(passages).where(and(gte(passages.id, given.begin), lte(passages.id, given.end))),
);

const deleteWordsBetween = statement(
  ({ orm, knowledgeWords: words }, given: Given<"begin" | "end">) =>
    orm.delete(words).where(and(gte(words.rowid, given.begin), lte(words.rowid, given.end))),
);

const deleteFile = deleteRows("knowledgeFiles", { by: ["id"] });
