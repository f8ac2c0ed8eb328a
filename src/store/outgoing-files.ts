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
