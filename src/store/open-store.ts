import { parseDatabaseUrl } from "../core/database-url.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { systemClock } from "../core/system-clock.ts";
import type { AdminStore } from "./admin-store.ts";
import type { Tariff } from "./charges.ts";
import type { LargeCheck } from "./sqlite/check-large.ts";
import type { StorageWatch } from "./sqlite/watch-storage.ts";
import type { Store } from "./store.ts";

export interface OpenedStore {
  readonly store: Store;
  readonly storage: Pick<StorageWatch, "fault" | "lost">;
  readonly integrity: LargeCheck;
  /** The owner's steps, if only this connection reaches the database; null if another one can. */
  readonly ownAdmin: AdminStore | null;
}

/** For a database that manages its own files. */
const ELSEWHERE: OpenedStore["storage"] = { fault: () => null, lost: new Promise(() => {}) };
const UNCHECKED: LargeCheck = { start: () => {}, state: () => null, stop: () => {} };

/**
 * Opens the database of the settings, loading only the code for its kind. `clock` replaces
 * PostgreSQL's own. Throws `ConfigError` or `TransientError`.
 */
export async function openStore({
  settings,
  isPulled,
  tariff,
  clock,
  log,
}: {
  readonly settings: {
    readonly databaseUrl: string;
    readonly databasePoolSize: number;
    readonly eventsWebhookUrl: string | null;
  };
  /** True if parts are returned in webhook responses instead of being sent. */
  readonly isPulled: boolean;
  readonly tariff: Tariff;
  readonly clock: Clock | undefined;
  readonly log: Logger;
}): Promise<OpenedStore> {
  const location = parseDatabaseUrl(settings.databaseUrl);
  const given = { isPulled, tariff, hasWebhook: settings.eventsWebhookUrl !== null };
  if (location.dialect === "postgres") {
    const { openPostgresStore } = await import("./postgres/postgres-store.ts");
    const store = await openPostgresStore({
      ...given,
      url: location.url,
      size: settings.databasePoolSize,
      onWait: (error) => log.warn("waiting for the database", { error }),
      clock,
    });
    return { store, storage: ELSEWHERE, integrity: UNCHECKED, ownAdmin: null };
  }
  const { path } = location;
  const [{ openSqliteStore }, { checkLarge }] = await Promise.all([
    import("./sqlite/sqlite-store.ts"),
    import("./sqlite/check-large.ts"),
  ]);
  const store = await openSqliteStore({ ...given, path, clock: clock ?? systemClock, log });
  return {
    store,
    storage: store.storage ?? ELSEWHERE,
    integrity: checkLarge(path, (finding) => log.error("database damaged", { finding })),
    ownAdmin: store.admin,
  };
}
