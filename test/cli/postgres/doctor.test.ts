import { SQL } from "bun";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { checkPostgres, judgeServer } from "../../../src/cli/doctor/check-postgres.ts";
import type { Finding } from "../../../src/core/finding.ts";
import type { Inspection } from "../../../src/store/postgres/inspect-database.ts";
import { openEmptyDatabase, openTestDatabase, type TestDatabase } from "../../postgres.ts";

const WELL: Inspection = {
  version: 180_004,
  encoding: "UTF8",
  isReadOnly: false,
  mayWrite: true,
  isEncrypted: true,
  connections: 97,
  clockOffsetMs: 12,
  bytes: 8_000_000,
  schema: "current",
  totals: { users: 2, messages: 10, open: 1, dead: 0 },
  refused: null,
};
const FAR = "postgres://bot:secret-word@db.example.org/bot";

const problem = (findings: readonly Finding[]) =>
  findings
    .filter(({ level }) => level !== "ok")
    .map(({ level, says, fix }) => `${level}: ${says} → ${fix}`);

test("a healthy server has no warning, and its contents are listed", () => {
  const findings = judgeServer(WELL, FAR, 10);
  expect(problem(findings)).toEqual([]);
  const said = findings.map(({ says }) => says).join("\n");
  expect(said).toContain("PostgreSQL 18.4");
  expect(said).toContain("7.6 MiB, 10 messages of 2 users, 1 open");
  expect(said).toContain("each server of the bot uses up to 11: enough for 8");
});

test.each<[string, Partial<Inspection>, string]>([
  [
    "an old server",
    { version: 130_012 },
    "fault: PostgreSQL 13.12 answers, and at least 14 is needed → upgrade that server",
  ],
  [
    "a server that lacks something",
    { refused: "function json_agg does not exist" },
    "fault: PostgreSQL 18.4 cannot run a statement of the bot's: function json_agg",
  ],
  ["a standby", { isReadOnly: true }, "fault: it accepts no writes"],
  ["a user without rights", { mayWrite: false }, "fault: the user in DATABASE_URL may not write"],
  ["a narrow encoding", { encoding: "LATIN1" }, "fault: it keeps texts in LATIN1"],
  ["an older schema", { schema: "older" }, "warning: its schema is older"],
  ["a newer schema", { schema: "newer" }, "fault: a newer version has used it"],
  [
    "a wrong clock",
    { clockOffsetMs: -90_000 },
    "warning: its clock is 2 min behind this machine's",
  ],
  ["too few connections", { connections: 9 }, "fault: it accepts 9 connections"],
  ["an open way", { isEncrypted: false }, "warning: users' messages are sent to it unencrypted"],
  [
    "messages that were given up",
    { totals: { users: 2, messages: 10, open: 1, dead: 3 } },
    "3 given up → see why",
  ],
])("%s is found, with the way out", (_, found, expected) => {
  const told = problem(judgeServer({ ...WELL, ...found }, FAR, 10));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(expected);
});

test("a server beside us needs no encryption, and one without tables yet is well", () => {
  const near = { ...WELL, isEncrypted: false, schema: "none", totals: null } as const;
  expect(problem(judgeServer(near, "postgres://bot@db/bot", 10))).toEqual([]);
  expect(problem(judgeServer(near, "postgres://bot@127.0.0.1/bot", 10))).toEqual([]);
});

let database: TestDatabase;
let sql: SQL;
beforeAll(async () => {
  database = await openTestDatabase();
  sql = new SQL({ url: database.url, max: 1 });
});
afterAll(async () => {
  await sql.close();
  await database.drop();
});
const asked = async (url = database.url) => problem(await checkPostgres(url, 10));

test("a real server of this version's schema is well, with tables or without", async () => {
  expect(await asked()).toEqual([]);
  const empty = await openEmptyDatabase();
  expect(await asked(empty.url)).toEqual([]);
  await empty.drop();
});

test("a read-only user, a read-only database and a wrong address are distinguished", async () => {
  const name = `reader_${crypto.randomUUID().slice(0, 8)}`;
  await sql.unsafe(`CREATE ROLE ${name} LOGIN PASSWORD 'x'`);
  await sql.unsafe(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${name}`);
  const reader = new URL(database.url);
  reader.username = name;
  reader.password = "x";
  expect(await asked(reader.href)).toEqual([expect.stringContaining("may not write its tables")]);
  await sql.unsafe(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
  expect(await asked(reader.href)).toEqual([expect.stringContaining("password")]);
  const [current] = await sql`SELECT current_database() AS name`;
  await sql.unsafe(`ALTER DATABASE "${current.name}" SET default_transaction_read_only = on`);
  expect(await asked()).toEqual([expect.stringContaining("accepts no writes")]);
  expect(await asked("postgres://me:secret-word@127.0.0.1:1/bot")).toEqual([
    expect.stringContaining("check host and port"),
  ]);
});
