import type { SQL } from "bun";
import type { Clock } from "../../core/ports.ts";
import { refuseOtherSchema } from "../compare-schema.ts";
import { createAdminStore, type AdminStore } from "../admin-store.ts";
import type { StepSettings } from "../step-settings.ts";
import { createPostgresDriver } from "./driver.ts";
import { compareSchema } from "./migrate.ts";
import { connect, type Pool, withinDeadline } from "./pool.ts";

const TIMEOUT_MS = 60_000;
const DEADLINE_MS = 2 * TIMEOUT_MS;

/**
 * Opens a separate connection to a database that servers may be using. Throws `TransientError` if
 * no server answers, `ConfigError` if it refuses access or has another schema than this program's.
 * `clock` replaces the server's.
 */
export async function openPostgresAdminStore({
  url,
  clock,
  size = 1,
  ...settings
}: StepSettings & {
  readonly url: string;
  /** The number of connections. */
  readonly size?: number;
  readonly clock?: Pick<Clock, "now"> | undefined;
}): Promise<AdminStore> {
  const pool = onlyClient(
    // An operator reads everything at once, and may wait for it longer than a message may.
    connect({ url, size }, { statement_timeout: TIMEOUT_MS }),
  );
  try {
    const difference = await pool.run((client) => compareSchema(client));
    refuseOtherSchema("The PostgreSQL database", difference);
  } catch (reason) {
    await pool.close();
    throw reason;
  }
  // This connection sends nothing, pulled or not.
  const driver = createPostgresDriver({ pool, clock, isPulled: false, ...settings });
  return createAdminStore(driver, () => pool.close());
}

/** Has a longer limit than the pool's connections: no other work waits for this one. */
function onlyClient(client: SQL): Pool {
  return {
    run: (work) => withinDeadline(DEADLINE_MS, work(client)),
    close: () => client.close({ timeout: 1 }),
  };
}
