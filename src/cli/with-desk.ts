import { environment, readSettings } from "../config.ts";
import { type DatabaseLocation, parseDatabaseUrl } from "../core/database-url.ts";
import { ConfigError } from "../core/errors.ts";
import { systemClock } from "../core/system-clock.ts";
import type { Desk } from "../store/desk.ts";
import { readEnvFile } from "./read-env-file.ts";

/** Runs `work` on the database of the settings, beside a running server or without one. */
export async function withDesk<T>(work: (desk: Desk) => Promise<T>): Promise<T> {
  const desk = await open(databaseLocation());
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
}

/** Where the settings say that the database is; no other setting needs to be right. Throws `ConfigError`. */
export function databaseLocation(): DatabaseLocation {
  const { config, faults } = readSettings(environment(readEnvFile().values));
  if (config.databaseUrl === undefined) {
    throw new ConfigError(faults.filter((fault) => fault.startsWith("DATABASE_URL")));
  }
  const location = parseDatabaseUrl(config.databaseUrl);
  if (location.dialect === "sqlite" && location.isMemory) {
    throw new ConfigError(["DATABASE_URL names no file: only the server can see it."]);
  }
  return location;
}

// Only the dialect that is asked for is loaded.
async function open(location: DatabaseLocation): Promise<Desk> {
  if (location.dialect === "postgres") {
    const { openPostgresDesk } = await import("../store/postgres/desk.ts");
    return openPostgresDesk({ url: location.url });
  }
  const { openDesk } = await import("../store/sqlite/desk.ts");
  return openDesk({ path: location.path, clock: systemClock });
}
