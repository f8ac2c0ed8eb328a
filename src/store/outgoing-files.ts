import type { OutgoingFile } from "../core/reply-part.ts";
import type { Turn } from "./turn.ts";

/** The files that parts of replies send; a part of `Store`. */
export interface OutgoingFileStore {
  /** Returns the file with this token, without its bytes; null if there is none any more. */
  findOutgoingFile(token: string): Promise<OutgoingFile | null>;
  readOutgoingFile(token: string): Promise<Uint8Array | null>;
  /** Records that the messenger has fetched the file, which proves that it accepted the part. */
  noteFileFetched(token: string): Promise<void>;
  /**
   * Returns the picture that a message of ours with this sid brought its user or, without a sid, the
   * newest one of the turn's conversation; null if there is none, or none any more.
   */
  sentPicture(turn: Turn, sid: string | null): Promise<SentPicture | null>;
  /**
   * Deletes files that were queued, or delivered, so long ago, of parts that are not to be sent any more.
   * Returns how many: `limit` if there may be more.
   */
  dropFiles(ages: FileAges, limit: number): Promise<number>;
}

/** A picture that the user was sent with the answer to a message. */
export interface SentPicture {
  readonly messageId: number;
  readonly bytes: Uint8Array;
}

export interface FileAges {
  readonly queuedMs: number;
  readonly deliveredMs: number;
}

/** Creates an unguessable name for a file, in the form of `FILE_TOKEN`. */
export function createToken(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
}
