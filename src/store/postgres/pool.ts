import { SQL } from "bun";
import { TransientError } from "../../core/errors.ts";
import { translateError } from "./translate-error.ts";

/** The server's limit for a statement, a wait for a lock and an idle transaction. */
const STATEMENT_MS = 5_000;
const LOCK_MS = 3_000;
const IDLE_TRANSACTION_MS = 5_000;
/** The time after which a connection counts as broken, even if it reported nothing. */
export const DEADLINE_MS = 8_000;
const CONNECT_SECONDS = 5;
/** Below the usual limit of proxies and firewalls for silent connections. */
const IDLE_SECONDS = 240;
/**
 * Every step finds its rows through an index. PostgreSQL would read a whole table that was small
 * when the statement was planned, until it is analysed; a table of any size has the same plans with
 * and without this.
 */
const BY_INDEX = { enable_seqscan: 0 };

export interface PoolOptions {
  readonly url: string;
  readonly size: number;
}

export interface Pool {
  /**
   * Runs `work` on the pool's client. Errors of PostgreSQL or the network become `TransientError`
   * or `ConfigError`; after 8 s it fails, and every connection is closed: a server that vanished
   * would otherwise keep them all busy.
   */
  run<T>(work: (client: SQL) => Promise<T>): Promise<T>;
  /** Ends running work within a second, then every connection. */
  close(): Promise<void>;
}

/**
 * Creates the connections of this process to PostgreSQL; they are opened when needed, and again
 * after a loss.
 */
export function createPool(options: PoolOptions): Pool {
  let client = connect(options, BY_INDEX);

  async function replace(broken: SQL): Promise<void> {
    if (client !== broken) return;
    client = connect(options, BY_INDEX);
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
 * Resolves or rejects as `work` does; errors of PostgreSQL or the network become `TransientError`
 * or `ConfigError`. After `deadlineMs` it rejects with `TransientError` and calls `onOverdue`: a
 * network that drops all packets notifies neither side, and Bun would wait forever.
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

/** Opens nothing yet: the first query does. `session` replaces our settings of the session. */
export function connect(
  { url, size }: PoolOptions,
  session: Readonly<Record<string, number>> = {},
): SQL {
  return new SQL({
    url,
    adapter: "postgres",
    // Otherwise PGDATABASE in the environment would override the URL.
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
