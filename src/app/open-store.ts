import type { Config } from "../config.ts";
import { parseDatabaseUrl } from "../core/database-url.ts";
import type { TransientError } from "../core/errors.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { systemClock } from "../core/system-clock.ts";
import type { Store } from "../store/store.ts";

export interface OpenedStore {
  readonly store: Store;
  /**
   * Begins to check what was too large to be checked before the start; null where the database looks
   * after itself.
   */
  checkLarge(onDamage: (finding: string) => void): Check | null;
  readonly storage: Storage;
}

interface Storage {
  /** What keeps the files of the database from being used right now. */
  fault(): { readonly kind: string } | null;
  /** Resolves if another server has taken the database over: this one must end. */
  readonly lost: Promise<TransientError>;
}

/** A database that looks after its own files. */
const ELSEWHERE: Storage = { fault: () => null, lost: new Promise(() => {}) };

interface Check {
  state(): "small" | "checking" | "ok" | "damaged";
  stop(): void;
}

/**
 * Opens the database of the settings; only the code of its kind is loaded. A `clock` that is given
 * takes the place of PostgreSQL's own. Throws `ConfigError` or `TransientError`.
 */
export async function openStore(
  config: Config,
  clock: Clock | undefined,
  log: Logger,
): Promise<OpenedStore> {
  const location = parseDatabaseUrl(config.databaseUrl);
  const isPulled = config.replyMode === "twiml";
  if (location.dialect === "postgres") {
    const { openPostgresStore } = await import("../store/postgres/postgres-store.ts");
    const options = { url: location.url, size: config.databasePoolSize, isPulled };
    const store = await openPostgresStore({ ...options, ...(clock && { clock }) });
    return { store, checkLarge: () => null, storage: ELSEWHERE };
  }
  const { path } = location;
  const [{ openSqliteStore }, { checkLarge }] = await Promise.all([
    import("../store/sqlite/sqlite-store.ts"),
    import("../store/sqlite/check-large.ts"),
  ]);
  const store = await openSqliteStore({ path, clock: clock ?? systemClock, isPulled, log });
  return {
    store,
    storage: store.storage ?? ELSEWHERE,
    checkLarge: (onDamage) => checkLarge(path, onDamage),
  };
}
