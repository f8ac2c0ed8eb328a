import { SQL } from "bun";
import { join } from "node:path";

const MIGRATIONS = join(import.meta.dir, "../../../drizzle/postgres");

/** Everything in a database of ours as statements that make it again: the migrations that it had, its rows, its counters. */
export async function dumpPostgres(url: string): Promise<string> {
  await using client = new SQL({ url, max: 1 });
  const applied = await client<
    { name: string }[]
  >`SELECT name FROM schema_migrations ORDER BY name`;
  const written = [
    "CREATE TABLE schema_migrations (name text PRIMARY KEY, applied_at bigint NOT NULL);",
  ];
  for (const { name } of applied)
    written.push(await Bun.file(join(MIGRATIONS, `${name}.sql`)).text());
  // What refers to other rows is checked when all of them are there.
  written.push("SET session_replication_role = replica;");
  const tables = await client<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`;
  for (const { name } of tables) written.push(...(await rowsOf(client, name)));
  written.push("SET session_replication_role = DEFAULT;");
  const counters = await client<{ name: string; last: string }[]>`
    SELECT sequencename AS name, last_value AS last FROM pg_sequences WHERE last_value IS NOT NULL ORDER BY 1`;
  for (const { name, last } of counters) written.push(`SELECT setval('${name}', ${last});`);
  return `${written.join("\n")}\n`;
}

async function rowsOf(client: SQL, table: string): Promise<string[]> {
  const columns = await client<{ name: string }[]>`
    SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = ${table} ORDER BY ordinal_position`;
  const names = columns.map(({ name }) => `"${name}"`);
  const values = names.map((name) => `quote_nullable(${name}::text)`).join(" || ', ' || ");
  const rows = await client.unsafe<{ row: string }[]>(
    `SELECT ${values} AS row FROM "${table}" ORDER BY ${names[0]}`,
  );
  const into = `INSERT INTO "${table}" (${names.join(", ")}) OVERRIDING SYSTEM VALUE VALUES`;
  return rows.map(({ row }) => `${into} (${row});`);
}
