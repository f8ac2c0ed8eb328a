import { parseDatabaseUrl } from "../core/database-url.ts";
import type { Clock } from "../core/ports.ts";
import { systemClock } from "../core/system-clock.ts";
import type { AdminStore } from "./admin-store.ts";
import type { StepSettings } from "./step-settings.ts";

/**
 * Opens a connection of the server's own for the owner's page, loading only the code for its kind of
 * database. `clock` replaces PostgreSQL's own. Throws `ConfigError` or `TransientError`.
 */
export async function openServerAdminStore(
  databaseUrl: string,
  { clock, ...settings }: StepSettings & { readonly clock: Clock | undefined },
): Promise<AdminStore> {
  const location = parseDatabaseUrl(databaseUrl);
  if (location.dialect === "postgres") {
    const { openPostgresAdminStore } = await import("./postgres/admin-store.ts");
    return openPostgresAdminStore({ ...settings, url: location.url, size: 2, clock });
  }
  const { openAdminStore } = await import("./sqlite/admin-store.ts");
  // A connection that waited for a lock would stop the whole server; the writer tries again instead.
  const own = { clock: clock ?? systemClock, lockTimeoutMs: 0 };
  return openAdminStore({ ...settings, ...own, path: location.path });
}
