import { parseDatabaseUrl } from "../core/database-url.ts";
import type { Clock } from "../core/ports.ts";
import { systemClock } from "../core/system-clock.ts";
import type { Tariff } from "./charges.ts";
import type { AdminStore } from "./admin-store.ts";

/**
 * Opens a connection of the server's own for the owner's page, loading only the code for its kind of
 * database. `clock` replaces PostgreSQL's own; `hasWebhook` if events are sent to
 * EVENTS_WEBHOOK_URL. Throws `ConfigError` or `TransientError`.
 */
export async function openServerAdminStore(
  databaseUrl: string,
  {
    clock,
    ...given
  }: {
    readonly clock: Clock | undefined;
    readonly tariff: Tariff;
    readonly hasWebhook: boolean;
  },
): Promise<AdminStore> {
  const location = parseDatabaseUrl(databaseUrl);
  if (location.dialect === "postgres") {
    const { openPostgresAdminStore } = await import("./postgres/admin-store.ts");
    const own = { ...given, size: 2, ...(clock && { clock }) };
    return openPostgresAdminStore({ url: location.url, ...own });
  }
  const { openAdminStore } = await import("./sqlite/admin-store.ts");
  // A connection that waited for a lock would stop the whole server; the writer tries again instead.
  const own = { ...given, clock: clock ?? systemClock, lockTimeoutMs: 0 };
  return openAdminStore({ path: location.path, ...own });
}
