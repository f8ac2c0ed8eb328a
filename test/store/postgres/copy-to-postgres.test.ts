import { Database } from "bun:sqlite";
import { SQL } from "bun";
import { afterAll, afterEach, beforeEach, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getTableConfig as sqliteTable } from "drizzle-orm/sqlite-core";
import { ConfigError, TransientError } from "../../../src/core/errors.ts";
import { copiedTables, REBUILT_TABLES } from "../../../src/store/copy/copied-tables.ts";
import { copyToPostgres } from "../../../src/store/copy/copy-to-postgres.ts";
import { openPostgresStore } from "../../../src/store/postgres/postgres-store.ts";
import { lockInstance } from "../../../src/store/sqlite/instance-lock.ts";
import { openDatabase } from "../../../src/store/sqlite/open-database.ts";
import { tables as sqliteTables } from "../../../src/store/sqlite/schema.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { openEmptyDatabase, type TestDatabase } from "../../postgres.ts";
import { makeFullDatabase, ODD } from "../copy/a-full-database.ts";

const folder = mkdtempSync(join(tmpdir(), "copy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const full = join(folder, "full.db");
let made: Promise<void> | null = null;

let path: string;
let target: TestDatabase;
let sql: SQL;
beforeEach(async () => {
  await (made ??= makeFullDatabase(full));
  path = join(folder, `${crypto.randomUUID()}.db`);
  cpSync(full, path);
  target = await openEmptyDatabase();
  sql = new SQL({ url: target.url, max: 1 });
});
afterEach(async () => {
  await sql.close();
  await target.drop();
});

const copy = () => copyToPostgres({ path, url: target.url }, () => {});

function change(statement: string): void {
  using database = new Database(path);
  database.run(statement);
}

async function refusal(): Promise<string> {
  try {
    await copy();
    return "";
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.join("\n");
  }
}

test("every table and column of a SQLite database is copied, except those of the documents", () => {
  const ofSqlite = Object.values(sqliteTables)
    .map((table) => sqliteTable(table))
    .filter(({ name }) => !REBUILT_TABLES.includes(name))
    .map(({ name, columns }) => [name, columns.map((column) => column.name)] as const);
  const ofCopy = copiedTables.map(
    ({ name, columns }) => [name, columns.map((column) => column.name)] as const,
  );
  expect(Object.fromEntries(ofCopy)).toEqual(Object.fromEntries(ofSqlite));
});

test("everything that users wrote and sent arrives, byte for byte, and the file stays as it was", async () => {
  const before = readFileSync(path);
  const copied = await copy();
  expect(copied.filter(({ rows }) => rows === 0)).toEqual([]);
  expect(copied.every(({ changed }) => changed === 0)).toBe(true);
  expect(readFileSync(path).equals(before)).toBe(true);
  const [row] = await sql`SELECT content, bytes FROM messages JOIN attachments ON message_id = id`;
  expect(row.content).toBe(ODD);
  expect(new Uint8Array(row.bytes)).toEqual(
    Uint8Array.from({ length: 700_000 }, (_, i) => i % 251),
  );
});

test("no lane is held there, and new rows get ids that were never used", async () => {
  change("DELETE FROM jobs");
  await copy();
  expect(
    await sql`SELECT user_id FROM lanes WHERE owner IS NOT NULL OR lease_until > 0`,
  ).toHaveLength(0);
  const clock = createFakeClock();
  const store = await openPostgresStore({ url: target.url, size: 2, clock });
  expect(await store.claimLane("me", 30_000)).not.toBeNull();
  await store.close();
  using source = new Database(path, { readonly: true });
  for (const { name } of copiedTables.filter((table) => table.isCounted)) {
    const last = source
      .query<{ seq: number }, [string]>("SELECT seq FROM sqlite_sequence WHERE name = ?")
      .get(name);
    const [next] = await sql`SELECT nextval(pg_get_serial_sequence(${name}, 'id')) AS id`;
    expect([name, Number(next.id)]).toEqual([name, (last?.seq ?? 0) + 1]);
  }
});

test("a text that PostgreSQL rejects loses its NULs, which is reported", async () => {
  change("UPDATE users SET whatsapp_name = 'A' || char(0) || 'da' || char(0) WHERE id = 1");
  const copied = await copy();
  expect(copied.filter(({ changed }) => changed > 0)).toMatchObject([
    { table: "users", changed: 1 },
  ]);
  expect([...(await sql`SELECT whatsapp_name AS name FROM users WHERE id = 1`)]).toEqual([
    { name: "Ada" },
  ]);
});

test("copied again after new messages, the copy equals the file, and nothing is there twice", async () => {
  await copy();
  change("UPDATE users SET whatsapp_name = 'Countess' WHERE id = 1");
  change("DELETE FROM jobs");
  change("INSERT INTO settings (key, value, updated_at) VALUES ('later', 'x', 1)");
  const again = await copy();
  expect(again.find(({ table }) => table === "jobs")?.rows).toBe(0);
  expect([...(await sql`SELECT whatsapp_name AS name FROM users WHERE id = 1`)]).toEqual([
    { name: "Countess" },
  ]);
  expect(await copy()).toEqual(again);
});

test("a copy that a bot has worked with since is not thrown away", async () => {
  await copy();
  await sql`UPDATE messages SET content = 'said on PostgreSQL' WHERE sid = 'SM-2'`;
  expect(await refusal()).toContain("used since (changed: messages)");
  expect(await sql`SELECT id FROM messages WHERE content = 'said on PostgreSQL'`).toHaveLength(1);
});

test("a target with rows of its own, of another bot or of another program is refused and left alone", async () => {
  await (await openPostgresStore({ url: target.url, size: 2 })).close();
  await sql`INSERT INTO settings (key, value, updated_at) VALUES ('mine', 'x', 1)`;
  expect(await refusal()).toContain("other rows (settings 1)");
  expect(await sql`SELECT key FROM settings`).toHaveLength(1);
  await sql`DELETE FROM settings`;
  await copy();
  change("UPDATE schema_migrations SET applied_at = applied_at + 1");
  expect(await refusal()).toContain("a copy of another database");
  await sql.unsafe("DROP TABLE schema_migrations; CREATE TABLE schema_migrations (version text)");
  expect(await refusal()).toContain("tables of another program");
});

test("a file that is damaged, newer, older or in use is not copied", async () => {
  change("DELETE FROM schema_migrations");
  expect(await refusal()).toContain("run whatsapp-ai-bot migrate");
  change("INSERT INTO schema_migrations VALUES ('9999_future', 1)");
  expect(await refusal()).toContain("newer version");
  path = join(folder, "none.db");
  expect(await refusal()).toContain("There is no database");
  path = join(folder, "damaged.db");
  await Bun.write(path, "SQLite format 3\0 and nothing else");
  expect(await refusal()).toContain(`${path} is damaged`);
  path = join(folder, "used.db");
  openDatabase(path).close();
  const lock = lockInstance(path);
  expect(await copy().catch((reason: unknown) => reason)).toBeInstanceOf(TransientError);
  lock.release();
  expect([...(await sql`SELECT to_regclass('users') AS users`)]).toEqual([{ users: null }]);
});

test("a failure half-way leaves the target as it was", async () => {
  await copy();
  change("UPDATE users SET whatsapp_name = 'Countess' WHERE id = 1");
  // A fraction of a row: the last table cannot be sent.
  change("UPDATE jobs SET attempt = 'many'");
  expect(String(await copy().catch((reason: unknown) => reason))).toContain("invalid input syntax");
  expect(await sql`SELECT id FROM users WHERE whatsapp_name = 'Countess'`).toHaveLength(0);
  change("UPDATE jobs SET attempt = 0");
  expect((await copy()).every(({ rows }) => rows > 0)).toBe(true);
});
