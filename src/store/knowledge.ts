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
