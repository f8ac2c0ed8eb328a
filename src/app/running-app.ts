import type { TransientError } from "../core/errors.ts";

/** The whole program, put together. */
export interface RunningApp {
  /** Starts to listen and to work; returns the port. Throws `ConfigError` if it cannot listen. */
  start(): { readonly port: number };
  /**
   * Keeps storing webhooks until the end, lets answers in flight finish, and returns within 25 s.
   */
  stop(): Promise<void>;
  /** Creates a link that opens the owner's page once, on a server that listens on this port. */
  createAdminLink(port: number): Promise<string>;
  /** Handles a request as the network server would. */
  handle(request: Request): Promise<Response>;
  /** Resolves when no work is due any more. */
  drain(): Promise<void>;
  /** Runs the scheduled tasks now. */
  maintain(): Promise<void>;
  /** Resolves if another server has taken over the database: this process must end. */
  readonly lost: Promise<TransientError>;
  /** Resolves when every message is answered and every part is sent, however long that takes. */
  settled(): Promise<void>;
}
