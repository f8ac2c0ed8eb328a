import type { AttachmentKind } from "../core/media-types.ts";

/** One row of a user's data; a value under a name that ends with `At` is a time in milliseconds UTC. */
export type ExportedRow = Readonly<Record<string, string | number | boolean | null>>;

/** Some rows of a section. A section comes in one or more pages; the sections have a fixed order. */
export interface ExportedPage {
  readonly section: string;
  readonly rows: readonly ExportedRow[];
}

/** A file of a user's that is stored with its bytes. */
export interface ExportedFile {
  readonly messageId: number;
  /** Of an attachment its place in the message; of a file that was sent to the user, its part's. */
  readonly idx: number;
  readonly isSent: boolean;
  readonly kind: AttachmentKind | null;
  readonly contentType: string;
  /** In bytes. */
  readonly size: number;
}

/** A user's own data, for the user; a part of `Store` and of `AdminStore`. */
export interface ExportStore {
  /** Reads everything that is stored about a user and about no other user, except the bytes of files. */
  exportUser(userId: number): AsyncIterable<ExportedPage>;
  /** Lists the files that are kept, the newest first. */
  exportedFiles(userId: number): Promise<ExportedFile[]>;
  /** Returns the bytes of one of them; null if it is kept no longer. */
  readExportedFile(userId: number, file: ExportedFile): Promise<Uint8Array | null>;
  /** Returns true if a file was sent to this user as the reply to a command since then, and did not fail. */
  hasSentFile(userId: number, topic: string, since: number): Promise<boolean>;
}
