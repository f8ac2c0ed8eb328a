import type { Clock } from "../../core/ports.ts";
import type { Tariff } from "../charges.ts";
import { createStore } from "../create-store.ts";
import { runExclusively } from "../steps/settings.ts";
import type { Store } from "../store.ts";
import { createPostgresDriver } from "./driver.ts";
import { createEventChannel } from "./event-channel.ts";
import { openPool, type PoolOptions } from "./open-pool.ts";
import { prepareAll } from "./prepare-all.ts";

/**
 * The store in a PostgreSQL database that any number of processes share. Waits up to half a minute
 * for a server that is not there yet, then throws `TransientError`; `ConfigError` when it does not
 * let us in, or does not know how to run a statement of ours. `clock` takes the place of the
 * server's, where time is moved by hand.
 */
export async function openPostgresStore({
  clock,
  isPulled = false,
  tariff,
  onWait,
  ...server
}: PoolOptions & {
  /** Is told why the server is waited for. */
  readonly onWait?: ((reason: string) => void) | undefined;
  readonly clock?: Clock;
  readonly isPulled?: boolean;
  /** What messages cost; without it they cost nothing. */
  readonly tariff?: Tariff | undefined;
}): Promise<Store> {
  const pool = await openPool(server, onWait);
  const driver = createPostgresDriver({ pool, clock, isPulled, tariff });
  try {
    await prepareAll(driver);
  } catch (error) {
    await pool.close();
    throw error;
  }
  const events = createEventChannel(pool, server);
  return createStore(driver, {
    // Autovacuum gives room back while the work goes on.
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
