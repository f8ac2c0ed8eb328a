import type { SQL } from "bun";
import { connect } from "./pool.ts";
import { translateError } from "./translate-error.ts";

/**
 * Runs `work` on a connection of its own, which ends with it. What PostgreSQL or the network refuses
 * becomes `TransientError` or `ConfigError`.
 */
export async function onConnection<T>(url: string, work: (client: SQL) => Promise<T>): Promise<T> {
  const client = connect({ url, size: 1 });
  try {
    return await work(client);
  } catch (reason) {
    throw translateError(reason);
  } finally {
    await client.close();
  }
}
