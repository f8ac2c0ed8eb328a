import { SQL } from "bun";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../../../src/core/errors.ts";
import { migrate } from "../../../src/store/postgres/migrate.ts";
import { migrations } from "../../../src/store/postgres/migrations.ts";
import { openEmptyDatabase, type TestDatabase } from "../../postgres.ts";

const folder = join(import.meta.dir, "../../../drizzle/postgres");
const future = { name: "9999_future", sql: "SELECT 1" };

let database: TestDatabase;
let client: SQL;
beforeEach(async () => {
  database = await openEmptyDatabase();
  client = new SQL({ url: database.url, max: 1 });
});
afterEach(async () => {
  await client.close();
  await database.drop();
});

const schema = async (): Promise<unknown[]> => [
  ...(await client`SELECT table_name, column_name, data_type, column_default, is_nullable
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position`),
  ...(await client`SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`),
  ...(await client`SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace ORDER BY 1`),
];

test("every migration in the folder is embedded, word for word and in order", async () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  expect(migrations.map((migration) => `${migration.name}.sql`)).toEqual(files.sort());
  for (const { name, sql } of migrations) {
    expect(sql).toBe(await Bun.file(join(folder, `${name}.sql`)).text());
  }
});

test("a database left after any migration is migrated to the newest schema", async () => {
  await migrate(client);
  const newest = await schema();
  expect(newest.length).toBeGreaterThan(50);
  for (let length = 0; length <= migrations.length; length += 1) {
    await client.unsafe("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    await migrate(client, migrations.slice(0, length));
    const missing = migrations.slice(length).map(({ name }) => name);
    expect(await migrate(client)).toEqual(missing);
    expect(await schema()).toEqual(newest);
    expect(await migrate(client)).toEqual([]);
  }
});

test("of ten replicas that start at once on an empty database, one brings it to the newest", async () => {
  const clients = Array.from({ length: 10 }, () => new SQL({ url: database.url, max: 1 }));
  const done = await Promise.all(clients.map((replica) => migrate(replica)));
  await Promise.all(clients.map((replica) => replica.close()));
  const all = migrations.map(({ name }) => name);
  expect(done.filter((names) => names.length > 0)).toEqual([all]);
});

test("a database from a newer version is refused by name, and left alone", async () => {
  await migrate(client, [...migrations, future]);
  const before = await schema();
  const refusal = await migrate(client).catch((reason: unknown) => reason);
  expect(refusal).toBeInstanceOf(ConfigError);
  expect(String(refusal)).toContain("9999_future");
  expect(await schema()).toEqual(before);
});

test("a migration that breaks half-way changes nothing", async () => {
  const broken = { name: "0000_broken", sql: "CREATE TABLE a (id integer); CREATE TABEL b" };
  await migrate(client, [broken]).then(
    () => expect.unreachable(),
    () => {},
  );
  expect(await schema()).toEqual([]);
});
