import type { Clock } from "../../core/ports.ts";
import { createStore, type Store } from "../store.ts";
import type { StepSettings } from "../step-settings.ts";
import { runExclusively } from "../steps/settings.ts";
import { createPostgresDriver } from "./driver.ts";
import { createEventChannel } from "./event-channel.ts";
import { openPool, type PoolOptions } from "./open-pool.ts";
import { prepareAll } from "./prepare-all.ts";

/**
 * Opens the store in a PostgreSQL database that any number of processes share. Waits up to half a
 * minute for a server that is not running yet, then throws `TransientError`; `ConfigError` if it
 * refuses access or one of our statements. `clock` replaces the server's in tests.
 */
export async function openPostgresStore({
  clock,
  isPulled = false,
  onWait,
  url,
  size,
  ...settings
}: PoolOptions &
  StepSettings & {
    /** Is told why the server is waited for. */
    readonly onWait?: ((reason: string) => void) | undefined;
    readonly clock?: Clock | undefined;
    readonly isPulled?: boolean;
  }): Promise<Store> {
  const server = { url, size };
  const pool = await openPool(server, onWait);
  const driver = createPostgresDriver({ pool, clock, isPulled, ...settings });
  try {
    await prepareAll(driver);
  } catch (error) {
    await pool.close();
    throw error;
  }
  const events = createEventChannel(pool, server);
  return createStore(driver, {
    // Autovacuum frees space in the background.
    compact: async () => {},
    isShared: true,
    events,
    exclusively: (task, restMs, work) => runExclusively(driver, { task, restMs, work }),
    close: async () => {
      await events.close();
      await pool.close();
    },
  });
}
