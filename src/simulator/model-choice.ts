import type { ModelState } from "./wire.ts";

/** A server with OpenAI's API, as a person enters it. */
export interface ServerAddress {
  readonly url: string;
  /** Null for the first model that the server lists. */
  readonly name: string | null;
  readonly key: string | null;
}

/** The model that answers, and the others that can be chosen. */
export interface ModelChoice {
  state(): ModelState;
  /** Looks again for models on this machine. */
  look(): Promise<void>;
  /** Has an offered model answer from now on; false if there is no such offer. */
  take(id: string): boolean;
  /** Has this server answer from now on; returns why it cannot, or null. */
  connect(server: ServerAddress): Promise<string | null>;
  /** Calls the listener at every change. */
  subscribe(listener: () => void): void;
}
