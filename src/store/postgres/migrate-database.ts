import { migrate } from "./migrate.ts";
import { onConnection } from "./on-connection.ts";

/**
 * Brings the database to the newest schema and returns the names of what was applied. Throws
 * `TransientError` when no server answers, `ConfigError` when it does not let us in,
 * is too old, or was used by a newer version of the program.
 */
export function migrateDatabase(url: string): Promise<readonly string[]> {
  // On a connection of its own: a large migration takes longer than anything else may.
  return onConnection(url, (client) => migrate(client));
}
