import { TransientError } from "../../core/errors.ts";
import { migrateDatabase } from "./migrate-database.ts";
import { createPool, type Pool, type PoolOptions } from "./pool.ts";
import { translateError } from "./translate-error.ts";

export type { PoolOptions } from "./pool.ts";

/** A database that starts together with the bot takes a few seconds. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 500;

/**
 * Migrates the database to this program's schema and returns connections to it. Throws
 * `TransientError` if no server answers within half a minute, `ConfigError` if it refuses access or
 * was used by a newer version of the program.
 */
export async function openPool(options: PoolOptions): Promise<Pool> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await migrateDatabase(options.url);
      return createPool(options);
    } catch (cause) {
      const reason = translateError(cause);
      if (!(reason instanceof TransientError) || performance.now() > giveUpAt) throw reason;
      await Bun.sleep(PAUSE_MS);
    }
  }
}
