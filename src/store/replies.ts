/** The user and message that a response belongs to. */
export interface ReplyTarget {
  readonly userId: number;
  readonly messageId: number;
}

export interface ClaimOptions {
  readonly lookUpAfterMs: number;
  readonly limit: number;
  readonly isFinal: boolean;
}
