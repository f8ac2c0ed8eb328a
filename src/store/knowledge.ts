import type { Row } from "./row.ts";

/** A passage's id is its file's id times this, plus its position in the file, from 0. */
export const MAX_PASSAGES = 65_536;

/** The facts that tell whether a file has changed. */
export type FileFacts = Pick<Row<"knowledgeFiles">, "path" | "size" | "mtimeMs">;

/** `sha256` is empty if the file could not be opened. */
export type KnowledgeFile = Row<"knowledgeFiles">;

export type NewPassage = Omit<Row<"knowledgePassages">, "id"> & {
  /** The words to find it by, as `indexWords` returns them. */
  readonly words: string;
};

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
