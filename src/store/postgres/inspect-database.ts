import type { SQL } from "bun";
import { COUNT_TOTALS, NO_TOTALS, type Totals } from "../totals.ts";
import { createPostgresDriver } from "./driver.ts";
import { compareSchema } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { onConnection } from "./on-connection.ts";
import { findRefused } from "./prepare-all.ts";

/** The limit for counting all rows once, however many there are. */
const TIMEOUT_MS = 60_000;
const DEADLINE_MS = 2 * TIMEOUT_MS;

export interface Inspection {
  /** PostgreSQL's numeric version: 180400 is 18.4. */
  readonly version: number;
  readonly encoding: string;
  readonly isReadOnly: boolean;
  /** True if all our tables are writable, or new ones can be created. */
  readonly mayWrite: boolean;
  readonly isEncrypted: boolean;
  /** The number of connections for users who are no superusers. */
  readonly connections: number;
  /** The server's clock minus ours. */
  readonly clockOffsetMs: number;
  readonly bytes: number;
  readonly schema: "none" | "older" | "current" | "newer";
  /** Null if the schema is not this program's. */
  readonly totals: Totals | null;
  /**
   * The server's error for a statement of ours that it cannot run; null also if it could not be
   * tested.
   */
  readonly refused: string | null;
}

/**
 * Inspects a database and its server without changing anything. Throws `TransientError` if no
 * server answers, `ConfigError` if it refuses access.
 */
export function inspectDatabase(url: string, now: () => number): Promise<Inspection> {
  return onConnection(url, DEADLINE_MS, async (client) => {
    await client.unsafe(`SET statement_timeout = ${TIMEOUT_MS}`);
    const server = await readServer(client);
    const schema = await readSchema(client);
    const isCurrent = schema === "current";
    const pool = {
      run: <T>(work: (own: SQL) => Promise<T>) => work(client),
      close: async () => {},
    };
    const driver = createPostgresDriver({ pool, clock: undefined, isPulled: false });
    return {
      ...server,
      clockOffsetMs: await readClock(client, now),
      schema,
      totals: isCurrent ? await countTotals(client) : null,
      refused: isCurrent ? await findRefused(driver) : null,
    };
  });
}

async function readServer(client: SQL) {
  const [server] = await client<Omit<Inspection, "clockOffsetMs" | "schema" | "totals">[]>`
    SELECT current_setting('server_version_num')::int AS version,
           current_setting('server_encoding') AS encoding,
           current_setting('transaction_read_only')::bool AS "isReadOnly",
           (SELECT coalesce(bool_and(has_table_privilege(c.oid, 'INSERT')
                                 AND has_table_privilege(c.oid, 'UPDATE')
                                 AND has_table_privilege(c.oid, 'DELETE')),
                            has_schema_privilege(current_schema(), 'CREATE'))
              FROM pg_class AS c
             WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace) AS "mayWrite",
           coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS "isEncrypted",
           current_setting('max_connections')::int
             - current_setting('superuser_reserved_connections')::int
             - coalesce(current_setting('reserved_connections', true)::int, 0) AS connections,
           pg_database_size(current_database())::float8 AS bytes`;
  if (server === undefined) throw new Error("PostgreSQL told nothing of itself");
  return server;
}

async function countTotals(client: SQL): Promise<Totals> {
  const [counted] = await client.unsafe<Totals[]>(COUNT_TOTALS);
  return counted ?? NO_TOTALS;
}

async function readSchema(client: SQL): Promise<Inspection["schema"]> {
  const { missing, strangers } = await compareSchema(client);
  if (strangers.length > 0) return "newer";
  if (missing.length === 0) return "current";
  return missing.length === migrations.length ? "none" : "older";
}

async function readClock(client: SQL, now: () => number): Promise<number> {
  const asked = now();
  const [row] = await client<
    { at: number }[]
  >`SELECT (extract(epoch from clock_timestamp()) * 1000)::float8 AS at`;
  const halfway = (asked + now()) / 2;
  return Math.round((row?.at ?? halfway) - halfway);
}
