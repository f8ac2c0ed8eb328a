import { TransientError } from "../../core/errors.ts";
import { migrateDatabase } from "./migrate-database.ts";
import { createPool, type Pool, type PoolOptions } from "./pool.ts";
import { translateError } from "./translate-error.ts";

export type { PoolOptions } from "./pool.ts";

/** A database that starts together with the bot takes a few seconds. */
const TIMEOUT_MS = 30_000;
const PAUSE_MS = 500;

/**
 * Brings the database to this program's schema and returns connections to it. Throws
 * `TransientError` when no server answers within half a minute, `ConfigError` when it does not let us
 * in or when a newer version of the program has been there. Calls `onWait` before the first wait.
 */
export async function openPool(
  options: PoolOptions,
  onWait: (reason: string) => void = () => {},
): Promise<Pool> {
  let isWaiting = false;
  const giveUpAt = performance.now() + TIMEOUT_MS;
  for (;;) {
    try {
      await migrateDatabase(options.url);
      return createPool(options);
    } catch (cause) {
      const reason = translateError(cause);
      if (!(reason instanceof TransientError) || performance.now() > giveUpAt) throw reason;
      if (!isWaiting) onWait(reason.message);
      isWaiting = true;
      await Bun.sleep(PAUSE_MS);
    }
  }
}
