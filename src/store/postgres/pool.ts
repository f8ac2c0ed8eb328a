import { SQL } from "bun";
import { TransientError } from "../../core/errors.ts";
import { translateError } from "./translate-error.ts";

/** A statement, a wait for a lock, an idle transaction: what takes longer is ended by the server. */
const STATEMENT_MS = 5_000;
const LOCK_MS = 3_000;
const IDLE_TRANSACTION_MS = 5_000;
/** After this the connection to the server counts as broken, even if it reported nothing. */
export const DEADLINE_MS = 8_000;
const CONNECT_SECONDS = 5;
/** Below what proxies and firewalls commonly allow a silent connection. */
const IDLE_SECONDS = 240;

export interface PoolOptions {
  readonly url: string;
  readonly size: number;
}

export interface Pool {
  /**
   * Runs `work` on the pool's client. What PostgreSQL or the network refuses becomes
   * `TransientError` or `ConfigError`; after 8 s without an end it is given up, and every connection
   * with it: a server that vanished would otherwise keep them all busy.
   */
  run<T>(work: (client: SQL) => Promise<T>): Promise<T>;
  /** Ends what is under way within a second, then every connection. */
  close(): Promise<void>;
}

/** The connections of this process to PostgreSQL; they are opened when they are needed, and again after a loss. */
export function createPool(options: PoolOptions): Pool {
  let client = connect(options);

  async function replace(broken: SQL): Promise<void> {
    if (client !== broken) return;
    client = connect(options);
    await broken.close({ timeout: 0 });
  }

  return {
    run: (work) => {
      const mine = client;
      return withinDeadline(DEADLINE_MS, work(mine), () => void replace(mine));
    },
    close: () => client.close({ timeout: 1 }),
  };
}

/**
 * Resolves or rejects as `work` does; what PostgreSQL or the network refuses becomes `TransientError`
 * or `ConfigError`. After `deadlineMs` it rejects with `TransientError` and calls `onOverdue`: a network
 * that swallows everything tells neither side, and Bun waits for an answer without end.
 */
export async function withinDeadline<T>(
  deadlineMs: number,
  work: Promise<T>,
  onOverdue: () => void = () => {},
): Promise<T> {
  const { promise: overdue, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(
      new TransientError(`PostgreSQL has not answered within ${deadlineMs} ms.`, {
        code: "database-unavailable",
      }),
    );
    onOverdue();
  }, deadlineMs);
  try {
    return await Promise.race([work, overdue]);
  } catch (reason) {
    throw translateError(reason);
  } finally {
    clearTimeout(timer);
  }
}

/** Opens nothing yet: the first query does. `session` are settings of the server's in place of ours. */
export function connect(
  { url, size }: PoolOptions,
  session: Readonly<Record<string, number>> = {},
): SQL {
  return new SQL({
    url,
    adapter: "postgres",
    // Else PGDATABASE in the environment would win over the URL.
    database: decodeURIComponent(new URL(url).pathname.slice(1)),
    max: size,
    idleTimeout: IDLE_SECONDS,
    connectionTimeout: CONNECT_SECONDS,
    connection: {
      application_name: "whatsapp-ai-bot",
      statement_timeout: STATEMENT_MS,
      lock_timeout: LOCK_MS,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
      ...session,
    },
  });
}
