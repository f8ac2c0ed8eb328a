import { type Binder, UNSYNCED } from "./bind.ts";
import type { FileFacts } from "./knowledge.ts";
import * as knowledge from "./steps/knowledge.ts";
import { createSearch } from "./steps/search-passages.ts";

/** Binds the reads of the documents, for answers and for the command line. */
export const knowledgeReads = ({ read, rowsOf }: Binder) => ({
  /** Returns the files of every state, in the order of their paths. */
  knowledgeFiles: () => rowsOf(knowledge.knowledgeFiles, {}),
  /** Returns the passages with any of these words, the best first. */
  searchPassages: read(createSearch()),
});

/**
 * Binds the steps of the documents that answers may use. A power cut undoes no more than what the
 * files can be read for again.
 */
export const knowledgeSteps = (bind: Binder) => ({
  ...knowledgeReads(bind),
  /** Returns whether a search can find anything. */
  hasPassages: async () => (await bind.rowOf(knowledge.readyFile, {})) !== null,
  /** Begins to read a file, and returns its id. A search does not see it yet. */
  beginFile: bind.write(knowledge.beginFile, UNSYNCED),
  /**
   * Adds passages to a file that is being read, the first at `position`. Returns false if the file is
   * no longer being read, because another process took over.
   */
  addPassages: bind.write(knowledge.addPassages, UNSYNCED),
  /**
   * Ends the reading of a file: at once, a search finds its passages instead of those of the file's
   * earlier contents. Returns false like `addPassages`.
   */
  finishFile: bind.write(knowledge.finishFile, UNSYNCED),
  /** Records another path or time of a file whose contents are the same. */
  noteFile: (id: number, facts: FileFacts) =>
    bind.run(knowledge.noteFile, { id, ...facts }, UNSYNCED),
  /** Hides a file from every search. */
  removeFile: (id: number) => bind.run(knowledge.removeFile, { id }, UNSYNCED),
  /**
   * Deletes up to `limit` passages of removed files, and those files. Returns false once there is
   * nothing left to delete.
   */
  deletePassages: bind.write(knowledge.deletePassages, UNSYNCED),
});

export type KnowledgeStore = ReturnType<typeof knowledgeSteps>;
