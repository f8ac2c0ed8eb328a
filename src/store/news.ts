/** What the processes on one database tell each other; a part of `Store`. */
export interface NewsStore {
  /**
   * Tells the others soon, and without a promise: call it after the commit of what it is about.
   * Nobody is told where the database is this process's alone.
   */
  tell(news: News): void;
  /** From now on `listener` hears what the others tell. Some of it may get lost: poll as well. */
  hear(listener: (news: News) => void): void;
}

export type News =
  /** Something may be due, and the teller cannot begin it. */
  | { readonly kind: "due" }
  | ({ readonly kind: "received" } & Arrived)
  /** A step of this user's was done. */
  | { readonly kind: "progressed"; readonly userId: number };

/** A message that was stored and wants an answer. */
export interface Arrived {
  readonly userId: number;
  readonly messageId: number;
  /** It is answered by itself, whatever waits with it. */
  readonly isCommand: boolean;
}
