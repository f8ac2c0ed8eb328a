import type { SQL } from "bun";
import { connect, withinDeadline } from "./pool.ts";
import { translateError } from "./translate-error.ts";

/**
 * Runs `work` on a separate connection, which is closed afterwards. Errors of PostgreSQL or the
 * network become `TransientError` or `ConfigError`, and so does a server that takes longer than
 * `deadlineMs`; null is for work of unlimited length.
 */
export async function onConnection<T>(
  url: string,
  deadlineMs: number | null,
  work: (client: SQL) => Promise<T>,
): Promise<T> {
  const client = connect({ url, size: 1 });
  try {
    return await (deadlineMs === null ? work(client) : withinDeadline(deadlineMs, work(client)));
  } catch (reason) {
    throw translateError(reason);
  } finally {
    // Does not wait for responses that may never arrive.
    await client.close({ timeout: 0 });
  }
}
