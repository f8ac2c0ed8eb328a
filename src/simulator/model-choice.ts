import type { ModelState } from "./wire.ts";

/** A server with OpenAI's API, as the user entered it. */
export interface ServerAddress {
  readonly url: string;
  /** Null for the first model that the server lists. */
  readonly name: string | null;
  readonly key: string | null;
}

/** The model that answers, and the others that can be chosen. */
export interface ModelChoice {
  state(): ModelState;
  /** Searches again for models on this machine. */
  look(): Promise<void>;
  /** Switches to an offered model; returns false if there is no such offer. */
  take(id: string): boolean;
  /** Switches to this server; returns the reason if that fails, or null. */
  connect(server: ServerAddress): Promise<string | null>;
  /** Calls the listener at every change. */
  subscribe(listener: () => void): void;
}
