/** A passage's id is its file's id times this, plus its position in the file, from 0. */
export const MAX_PASSAGES = 65_536;

/**
 * `reading`: its passages are being added; `ready`: a search finds them; `unreadable`: it has none;
 * `removed`: they are being deleted. A search sees files that are ready, and no others.
 */
export type KnowledgeState = "reading" | "ready" | "unreadable" | "removed";

/** The facts that tell whether a file has changed. */
export interface FileFacts {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

export interface KnowledgeFile extends FileFacts {
  readonly id: number;
  /** Empty if the file could not be opened. */
  readonly sha256: string;
  readonly state: KnowledgeState;
  readonly format: string | null;
  readonly reason: string | null;
  readonly pages: number;
  readonly passages: number;
  /** True if only its beginning was read. */
  readonly isCut: boolean;
  readonly readAt: number;
}

export interface NewPassage {
  /** Null if the format has no pages. */
  readonly page: number | null;
  readonly heading: string | null;
  readonly text: string;
  /** The words to find it by, as `indexWords` returns them. */
  readonly words: string;
}

/** The end of the reading of a file. */
export type FileOutcome =
  | {
      readonly state: "ready";
      readonly format: string;
      readonly pages: number;
      readonly passages: number;
      readonly isCut: boolean;
    }
  | { readonly state: "unreadable"; readonly reason: string };

/** A folded word to search for; with `isPrefix`, also every word that begins with it. */
export interface SearchTerm {
  readonly word: string;
  readonly isPrefix: boolean;
}

export interface FoundPassage {
  readonly path: string;
  readonly format: string;
  readonly page: number | null;
  readonly heading: string | null;
  readonly text: string;
}

/** The reads of the documents, for answers and for the command line. */
export interface KnowledgeReads {
  /** Returns the files of every state, in the order of their paths. */
  knowledgeFiles(): Promise<KnowledgeFile[]>;
  /** Returns the passages with any of these words, the best first. */
  searchPassages(terms: readonly SearchTerm[], limit: number): Promise<FoundPassage[]>;
}

/** The steps of the documents that answers may use; a part of `Store`. */
export interface KnowledgeStore extends KnowledgeReads {
  /** Returns whether a search can find anything. */
  hasPassages(): Promise<boolean>;
  /** Begins to read a file, and returns its id. A search does not see it yet. */
  beginFile(facts: FileFacts & { readonly sha256: string }): Promise<number>;
  /**
   * Adds passages to a file that is being read, the first at `position`. Returns false if the file is
   * no longer being read, because another process took over.
   */
  addPassages(fileId: number, position: number, passages: readonly NewPassage[]): Promise<boolean>;
  /**
   * Ends the reading of a file: at once, a search finds its passages instead of those of the file's
   * earlier contents. Returns false like `addPassages`.
   */
  finishFile(fileId: number, outcome: FileOutcome): Promise<boolean>;
  /** Records another path or time of a file whose contents are the same. */
  noteFile(fileId: number, facts: FileFacts): Promise<void>;
  /** Hides a file from every search. */
  removeFile(fileId: number): Promise<void>;
  /**
   * Deletes up to `limit` passages of removed files, and those files. Returns false once there is
   * nothing left to delete.
   */
  deletePassages(limit: number): Promise<boolean>;
}
