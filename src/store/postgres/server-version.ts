import type { SQL } from "bun";
import { ConfigError } from "../../core/errors.ts";

/** The oldest major version that the tests run on. */
export const OLDEST_MAJOR = 14;

/** Returns the name of a numeric version: 180400 is "PostgreSQL 18.4". */
export function nameVersion(version: number): string {
  return `PostgreSQL ${majorOf(version)}.${version % 10_000}`;
}

/** Returns whether the server is older than every version that the tests run on. */
export function isTooOld(version: number): boolean {
  return majorOf(version) < OLDEST_MAJOR;
}

/** Throws `ConfigError` if the server is too old, before anything is changed in it. */
export async function refuseOldServer(client: SQL): Promise<void> {
  const [server] = await client<{ version: number }[]>`
    SELECT current_setting('server_version_num')::int AS version`;
  if (server === undefined || !isTooOld(server.version)) return;
  throw new ConfigError([
    `DATABASE_URL names a server of ${nameVersion(server.version)}, and at least ${OLDEST_MAJOR} is needed: upgrade that server, or name a newer one.`,
  ]);
}

function majorOf(version: number): number {
  return Math.floor(version / 10_000);
}
