import type { SQL } from "bun";
import { connect, withinDeadline } from "./pool.ts";
import { translateError } from "./translate-error.ts";

/**
 * Runs `work` on a connection of its own, which ends with it. What PostgreSQL or the network refuses
 * becomes `TransientError` or `ConfigError`, and so does a server that keeps it from its end for
 * `deadlineMs`; null is for work whose length nothing bounds.
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
    // Not to wait for what is never answered.
    await client.close({ timeout: 0 });
  }
}
