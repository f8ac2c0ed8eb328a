import type { SQL, TransactionSQL } from "bun";
import {
  compareMigrations,
  type Migration,
  refuseNewerSchema,
  type SchemaDifference,
} from "../compare-schema.ts";
import { migrations } from "./migrations.ts";
import { refuseOldServer } from "./server-version.ts";

/** An arbitrary number for an advisory lock: its holder changes the schema. */
const SCHEMA_LOCK = 7_260_431_905;
/** Replicas that start together wait for the first, and building an index takes time. */
const TIMEOUT_MS = 10 * 60_000;
/** The limit for all migrations: one statement or lock may take `PATIENCE_MS`. */
export const MIGRATED_WITHIN_MS = 2 * TIMEOUT_MS;

/**
 * Migrates the database to the newest schema in one transaction, even if other replicas start at
 * the same time. Throws `ConfigError` if the server is too old, or a newer version of the program
 * has used the database.
 */
export async function migrate(
  client: SQL,
  known: readonly Migration[] = migrations,
): Promise<readonly string[]> {
  await refuseOldServer(client);
  return client.begin(async (transaction) => {
    await transaction.unsafe(
      `SET LOCAL statement_timeout = ${TIMEOUT_MS}; SET LOCAL lock_timeout = ${TIMEOUT_MS}`,
    );
    await transaction`SELECT pg_advisory_xact_lock(${SCHEMA_LOCK}::bigint)`;
    await transaction`CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at bigint NOT NULL)`;
    const difference = await compareSchema(transaction, known);
    refuseNewerSchema(difference);
    for (const { name, sql } of difference.missing) {
      await transaction.unsafe(sql);
      await transaction`INSERT INTO schema_migrations (name, applied_at) VALUES (${name}, (extract(epoch from clock_timestamp()) * 1000)::bigint)`;
    }
    return difference.missing.map(({ name }) => name);
  });
}

/** Compares the schema of the database with that of this program. */
export async function compareSchema(
  client: SQL | TransactionSQL,
  known: readonly Migration[] = migrations,
): Promise<SchemaDifference> {
  const [table] = await client<
    { found: string | null }[]
  >`SELECT to_regclass('schema_migrations')::text AS found`;
  if (table?.found == null) return compareMigrations([], known);
  const applied = await client<
    { name: string }[]
  >`SELECT name FROM schema_migrations ORDER BY name`;
  return compareMigrations(
    applied.map(({ name }) => name),
    known,
  );
}
