import type { SQL } from "bun";
import { compareSchema, migrate, MIGRATED_WITHIN_MS } from "./migrate.ts";
import { onConnection } from "./on-connection.ts";
import { DEADLINE_MS } from "./pool.ts";
import { refuseOldServer } from "./server-version.ts";

/**
 * Migrates the database to the newest schema and returns the names of the applied migrations.
 * Throws `TransientError` if no server answers, `ConfigError` if it refuses access, is too old, or
 * was used by a newer version of the program.
 */
export async function migrateDatabase(url: string): Promise<readonly string[]> {
  // Nearly every start finds the newest schema, and need not wait as long as a migration.
  if (await onConnection(url, DEADLINE_MS, hasNewestSchema)) return [];
  return onConnection(url, MIGRATED_WITHIN_MS, (client) => migrate(client));
}

async function hasNewestSchema(client: SQL): Promise<boolean> {
  await refuseOldServer(client);
  const { missing, strangers } = await compareSchema(client);
  return missing.length + strangers.length === 0;
}
