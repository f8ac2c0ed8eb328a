import type { Kit } from "./sqlite/kit.ts";
import type { KnowledgeState } from "./states.ts";

/** Defines the tables of the documents that answers may use. */
export function defineKnowledgeTables({ table, id, computedId, whole, integer, text, flag }: Kit) {
  /**
   * The files of the documents folder. A file that changes gets a new row; the row before it stays
   * until its passages are deleted.
   */
  const knowledgeFiles = table("knowledge_files", {
    id: id("id"),
    /** Relative to the folder, with slashes. */
    path: text("path").notNull(),
    size: whole("size").notNull(),
    mtimeMs: whole("mtime_ms").notNull(),
    sha256: text("sha256").notNull(),
    state: text("state").$type<KnowledgeState>().notNull(),
    format: text("format"),
    /** The reason why it cannot be read. */
    reason: text("reason"),
    pages: integer("pages").notNull().default(0),
    passages: integer("passages").notNull().default(0),
    /** True if only its beginning was read. */
    isCut: flag("is_cut").notNull().default(false),
    readAt: whole("read_at").notNull(),
  });

  /** The pieces of those files that a search finds. */
  const knowledgePassages = table("knowledge_passages", {
    /** Contains its file and its position in it (`knowledge.ts`). */
    id: computedId("id"),
    /** Null if the format has no pages. */
    page: integer("page"),
    heading: text("heading"),
    text: text("text").notNull(),
  });

  /**
   * The folded words of each passage: a table of FTS5 in SQLite, of `tsvector` in PostgreSQL. Created
   * by a migration of its own, and not named in the schemas.
   */
  const knowledgeWords = table("knowledge_words", {
    rowid: whole("rowid").notNull(),
    words: text("words").notNull(),
  });

  return { knowledgeFiles, knowledgePassages, knowledgeWords };
}
