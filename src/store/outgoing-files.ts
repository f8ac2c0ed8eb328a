import type { OutgoingFile } from "../core/reply-part.ts";

/** The files that parts of replies send; a part of `Store`. */
export interface OutgoingFileStore {
  /** Returns what is known of the file with this token; null if there is none, or not any more. */
  findOutgoingFile(token: string): Promise<OutgoingFile | null>;
  readOutgoingFile(token: string): Promise<Uint8Array | null>;
  /** Notes that the messenger has fetched it, which it does once it has taken the part. */
  noteFileFetched(token: string): Promise<void>;
}

/** Names a file so that it cannot be guessed; of the form of `FILE_TOKEN`. */
export function createToken(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
}
