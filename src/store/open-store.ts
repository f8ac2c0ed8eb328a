import { parseDatabaseUrl } from "../core/database-url.ts";
import type { TransientError } from "../core/errors.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { systemClock } from "../core/system-clock.ts";
import type { Tariff } from "./charges.ts";
import type { LargeCheck } from "./sqlite/check-large.ts";
import type { Store } from "./store.ts";

export interface OpenedStore {
  readonly store: Store;
  readonly storage: Storage;
  readonly integrity: IntegrityCheck;
}

interface Storage {
  /** What keeps the files of the database from being used right now. */
  fault(): { readonly kind: string } | null;
  /** Resolves if another server has taken the database over: this one must end. */
  readonly lost: Promise<TransientError>;
}

/** A database that looks after its own files. */
const ELSEWHERE: Storage = { fault: () => null, lost: new Promise(() => {}) };

/** The check of a database that is too large to be checked before the start. */
interface IntegrityCheck {
  start(): void;
  /** `small`: there was no need; null where the database looks after itself. */
  state(): "small" | "checking" | "ok" | "damaged" | null;
  stop(): void;
}

const UNCHECKED: IntegrityCheck = { start: () => {}, state: () => null, stop: () => {} };

/**
 * Opens the database of the settings; only the code of its kind is loaded. A `clock` that is given
 * takes the place of PostgreSQL's own. Throws `ConfigError` or `TransientError`.
 */
export async function openStore({
  settings,
  isPulled,
  tariff,
  clock,
  log,
}: {
  readonly settings: { readonly databaseUrl: string; readonly databasePoolSize: number };
  /** Whether parts go out in responses instead of being sent. */
  readonly isPulled: boolean;
  readonly tariff: Tariff;
  readonly clock: Clock | undefined;
  readonly log: Logger;
}): Promise<OpenedStore> {
  const location = parseDatabaseUrl(settings.databaseUrl);
  if (location.dialect === "postgres") {
    const { openPostgresStore } = await import("./postgres/postgres-store.ts");
    const onWait = (error: string) => log.warn("waiting for the database", { error });
    const options = {
      url: location.url,
      size: settings.databasePoolSize,
      isPulled,
      tariff,
      onWait,
    };
    const store = await openPostgresStore({ ...options, ...(clock && { clock }) });
    return { store, storage: ELSEWHERE, integrity: UNCHECKED };
  }
  const { path } = location;
  const [{ openSqliteStore }, { checkLarge }] = await Promise.all([
    import("./sqlite/sqlite-store.ts"),
    import("./sqlite/check-large.ts"),
  ]);
  const store = await openSqliteStore({ path, clock: clock ?? systemClock, isPulled, tariff, log });
  return {
    store,
    storage: store.storage ?? ELSEWHERE,
    integrity: startable(() =>
      checkLarge(path, (finding) => log.error("the database is damaged", { finding })),
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
