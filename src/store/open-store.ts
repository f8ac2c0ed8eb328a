import { parseDatabaseUrl } from "../core/database-url.ts";
import type { TransientError } from "../core/errors.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { systemClock } from "../core/system-clock.ts";
import type { AdminStore } from "./admin-store.ts";
import type { Tariff } from "./charges.ts";
import type { LargeCheck } from "./sqlite/check-large.ts";
import type { Store } from "./store.ts";

export interface OpenedStore {
  readonly store: Store;
  readonly storage: Storage;
  readonly integrity: IntegrityCheck;
  /** The owner's steps, if only this connection reaches the database; null if another one can. */
  readonly ownAdmin: AdminStore | null;
}

interface Storage {
  /**
   * Returns the fault that prevents use of the database files at present, or null if there is none.
   */
  fault(): { readonly kind: string } | null;
  /** Resolves if another server has taken over the database: this one must end. */
  readonly lost: Promise<TransientError>;
}

/** For a database that manages its own files. */
const ELSEWHERE: Storage = { fault: () => null, lost: new Promise(() => {}) };

/** The check of a database that is too large for a check before the start. */
interface IntegrityCheck {
  start(): void;
  /** `small`: not needed; null if the database manages its own files. */
  state(): "small" | "checking" | "ok" | "damaged" | null;
  stop(): void;
}

const UNCHECKED: IntegrityCheck = { start: () => {}, state: () => null, stop: () => {} };

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
  const hasWebhook = settings.eventsWebhookUrl !== null;
  if (location.dialect === "postgres") {
    const { openPostgresStore } = await import("./postgres/postgres-store.ts");
    const onWait = (error: string) => log.warn("waiting for the database", { error });
    const options = {
      url: location.url,
      size: settings.databasePoolSize,
      isPulled,
      tariff,
      hasWebhook,
      onWait,
    };
    const store = await openPostgresStore({ ...options, ...(clock && { clock }) });
    return { store, storage: ELSEWHERE, integrity: UNCHECKED, ownAdmin: null };
  }
  const { path } = location;
  const [{ openSqliteStore }, { checkLarge }] = await Promise.all([
    import("./sqlite/sqlite-store.ts"),
    import("./sqlite/check-large.ts"),
  ]);
  const store = await openSqliteStore({
    path,
    clock: clock ?? systemClock,
    isPulled,
    tariff,
    hasWebhook,
    log,
  });
  return {
    store,
    storage: store.storage ?? ELSEWHERE,
    ownAdmin: store.admin,
    integrity: startable(() =>
      checkLarge(path, (finding) => log.error("database damaged", { finding })),
    ),
  };
}

function startable(begin: () => LargeCheck): IntegrityCheck {
  let check: LargeCheck | null = null;
  return {
    start: () => {
      check = begin();
    },
    state: () => check?.state() ?? "checking",
    stop: () => check?.stop(),
  };
}
