import { SQL } from "bun";
import { createHash } from "node:crypto";
import { migrate } from "../src/store/postgres/migrate.ts";
import { migrations } from "../src/store/postgres/migrations.ts";
import { startPostgres } from "./postgres-server.ts";
import { waitUntil } from "./wait-for.ts";

export interface TestDatabase {
  readonly url: string;
  /** Drops it, even if connections to it are open. */
  drop(): Promise<void>;
}

/** It is there, or another worker of this run makes it at the same moment. */
const DATABASE_EXISTS = new Set(["42P04", "23505"]);

let origin: Promise<Origin> | null = null;

interface Origin {
  readonly url: string;
  readonly admin: SQL;
  readonly template: string;
  /** The options that make copying it fast. */
  readonly copying: string;
}

/**
 * A database of one's own in the newest schema: on the server that TEST_DATABASE_URL names, else on
 * one that begins with the first call and ends with this process.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  origin ??= prepare();
  const { template, copying } = await origin;
  return createDatabase(`TEMPLATE ${template} ${copying}`);
}

/** The same without any schema. */
export async function openEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase("");
}

async function createDatabase(options: string): Promise<TestDatabase> {
  origin ??= prepare();
  const { url, admin } = await origin;
  const name = `bot_test_${crypto.randomUUID().replaceAll("-", "")}`;
  await admin.unsafe(`CREATE DATABASE ${name} ${options}`);
  return {
    url: inDatabase(url, name),
    drop: async () => {
      // Who is still connected goes within milliseconds; DROP DATABASE would look again after 100.
      const disconnect = () =>
        admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name}`;
      let left: unknown;
      const isAlone = async () => {
        const connected = await disconnect();
        left = connected.length;
        return connected.length === 0;
      };
      await waitUntil(`the connections to ${name} to end`, isAlone, { found: () => left });
      await admin.unsafe(`DROP DATABASE ${name}`);
    },
  };
}

/** The URL of another database on the same server. */
export function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = name;
  return changed.href;
}

async function prepare(): Promise<Origin> {
  const url = process.env["TEST_DATABASE_URL"] ?? (await startPostgres()).url;
  const admin = new SQL({ url, max: 2 });
  const [server] = await admin<{ version: number }[]>`
    SELECT current_setting('server_version_num')::int AS version`;
  // Before 15 this is the only strategy, and has no name.
  const copying = Number(server?.version) < 150_000 ? "" : "STRATEGY file_copy";
  return { url, admin, template: await prepareTemplate(url, admin), copying };
}

/** One for every state of the schema: it is copied in a fraction of the time that migrations take. */
async function prepareTemplate(url: string, admin: SQL): Promise<string> {
  const state = createHash("sha256").update(JSON.stringify(migrations)).digest("hex");
  const name = `bot_test_template_${state.slice(0, 12)}`;
  try {
    await admin.unsafe(`CREATE DATABASE ${name}`);
  } catch (reason) {
    const isThere =
      reason instanceof SQL.PostgresError && DATABASE_EXISTS.has(String(reason.errno));
    if (!isThere) throw reason;
  }
  const client = new SQL({ url: inDatabase(url, name), max: 1 });
  await migrate(client);
  await client.close();
  return name;
}
