import { type DatabaseLocation, parseDatabaseUrl } from "../core/database-url.ts";
import { ConfigError } from "../core/errors.ts";
import { systemClock } from "../core/system-clock.ts";
import type { AdminStore } from "../store/admin-store.ts";
import { readOwnSettings } from "./own-settings.ts";

/** Runs `work` on the database of the settings, with or without a running server. */
export async function withAdminStore<T>(work: (admin: AdminStore) => Promise<T>): Promise<T> {
  const { config } = readOwnSettings();
  const hasWebhook = typeof config.eventsWebhookUrl === "string";
  const admin = await open(databaseLocation(), hasWebhook);
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

/**
 * Returns the location of the database from the settings; the other settings may be invalid. Throws
 * `ConfigError`.
 */
export function databaseLocation(): DatabaseLocation {
  const { config, faults } = readOwnSettings();
  if (config.databaseUrl === undefined) {
    throw new ConfigError(faults.filter((fault) => fault.startsWith("DATABASE_URL")));
  }
  const location = parseDatabaseUrl(config.databaseUrl);
  if (location.dialect === "sqlite" && location.isMemory) {
    throw new ConfigError(["DATABASE_URL names no file: only the server can see it."]);
  }
  return location;
}

// Only the code of the requested dialect is loaded.
async function open(location: DatabaseLocation, hasWebhook: boolean): Promise<AdminStore> {
  if (location.dialect === "postgres") {
    const { openPostgresAdminStore } = await import("../store/postgres/admin-store.ts");
    return openPostgresAdminStore({ url: location.url, hasWebhook });
  }
  const { openAdminStore } = await import("../store/sqlite/admin-store.ts");
  return openAdminStore({ path: location.path, clock: systemClock, hasWebhook });
}
