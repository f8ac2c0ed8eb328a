import { environment, readSettings } from "../config.ts";
import { parseDatabaseUrl } from "../core/database-url.ts";
import { ConfigError } from "../core/errors.ts";
import { systemClock } from "../core/system-clock.ts";
import type { Desk } from "../store/desk.ts";
import { openDesk } from "../store/sqlite/desk.ts";
import { readEnvFile } from "./read-env-file.ts";

/** Runs `work` on the database of the settings, beside a running server or without one. */
export function withDesk<T>(work: (desk: Desk) => T): T {
  const desk = openDesk({ path: databasePath(), clock: systemClock });
  try {
    return work(desk);
  } finally {
    desk.close();
  }
}

/** Where the settings say that the database is; no other setting needs to be right. Throws `ConfigError`. */
export function databasePath(): string {
  const { config, faults } = readSettings(environment(readEnvFile()));
  if (config.databaseUrl === undefined) {
    throw new ConfigError(faults.filter((fault) => fault.startsWith("DATABASE_URL")));
  }
  const location = parseDatabaseUrl(config.databaseUrl);
  if (location.dialect === "postgres") throw new ConfigError(["DATABASE_URL names no file."]);
  const { path, isMemory } = location;
  if (isMemory) throw new ConfigError(["DATABASE_URL names no file: only the server can see it."]);
  return path;
}
