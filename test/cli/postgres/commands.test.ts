import { afterAll, beforeAll, expect, test } from "bun:test";
import { SQL } from "bun";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFullDatabase } from "../../store/copy/a-full-database.ts";
import { openEmptyDatabase, type TestDatabase } from "../../postgres.ts";
import { waitFor } from "../../wait-for.ts";

const program = join(import.meta.dir, "../../../src/main.ts");
const folder = mkdtempSync(join(tmpdir(), "postgres-commands-"));
const ADA = "+4915112345678";
let database: TestDatabase;
let password = "";
beforeAll(async () => {
  database = await openEmptyDatabase();
  ({ password } = new URL(database.url));
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function spawn(args: readonly string[], url: string, settings = {}) {
  return Bun.spawn({
    cmd: [process.execPath, "--no-env-file", program, ...args],
    cwd: folder,
    env: { DATABASE_URL: url, PATH: process.env["PATH"], ...settings },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** A command as a script runs it. Whatever it says, it never says the password. */
async function run(args: readonly string[], url = database.url, settings = {}) {
  const child = spawn(args, url, settings);
  const [said, complained, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  expect(said + complained).not.toContain(password);
  return { said, complained, code };
}

test("before the first start there is nothing to see on PostgreSQL; migrate makes the tables", async () => {
  expect(await run(["users", "list"])).toMatchObject({
    code: 78,
    complained: expect.stringContaining("run whatsapp-ai-bot migrate"),
  });
  expect((await run(["migrate"])).said).toContain("was migrated to this version's schema: 0000_");
  expect((await run(["migrate"])).said).toContain("already has this version's schema");
});

test("users are allowed and listed as on SQLite", async () => {
  await run(["migrate"]);
  expect(await run(["users", "allow", ADA])).toMatchObject({ code: 0 });
  const { said } = await run(["users", "list", "--json"]);
  expect(JSON.parse(said)).toMatchObject([{ phoneNumber: `whatsapp:${ADA}`, isWhitelisted: true }]);
  expect(await run(["explain", "SMnothing"])).toMatchObject({ code: 1 });
  expect(await run(["retry", "SMnothing"])).toMatchObject({ code: 1 });
});

test("a backup is made by PostgreSQL's own tool: its command line is shown", async () => {
  const { host, pathname } = new URL(database.url);
  const name = `'postgres://${new URL(database.url).username}@${host}${pathname}'`;
  expect(await run(["backup", "it's.dump"])).toMatchObject({
    code: 78,
    complained: expect.stringContaining(
      `pg_dump --format=custom --file='${folder}/it'\\''s.dump' --dbname=${name}`,
    ),
  });
  expect(await run(["restore", "a.dump"])).toMatchObject({
    code: 78,
    complained: expect.stringContaining(`--single-transaction --dbname=${name} '${folder}/a.dump'`),
  });
});

test("a server that is away ends a command with 75, a wrong password with 78", async () => {
  const away = "postgres://me:secret-word@127.0.0.1:1/bot";
  expect(await run(["users", "list"], away)).toMatchObject({ code: 75 });
  const wrong = database.url.replace(password, "another-word");
  expect(await run(["users", "list"], wrong)).toMatchObject({
    code: 78,
    complained: expect.stringContaining("password"),
  });
});

test("a server that is too old is refused with 78, its version and the way out, and left as it was", async () => {
  const old = await openOldServer();
  const refused = {
    code: 78,
    complained: expect.stringContaining("PostgreSQL 13.12, and at least 14 is needed: upgrade"),
  };
  const settings = {
    TWILIO_ACCOUNT_SID: `AC${"1".repeat(32)}`,
    TWILIO_AUTH_TOKEN: "f".repeat(32),
    TWILIO_WHATSAPP_NUMBER: "whatsapp:+14155238886",
    OPENAI_API_KEY: "sk-tests-only",
    PUBLIC_URL: "https://bot.example.org",
    SECRET_KEY: "k".repeat(32),
  };
  expect(await run(["serve"], old.url, settings)).toMatchObject(refused);
  expect(await run(["migrate"], old.url)).toMatchObject(refused);
  expect(await run(["doctor"], old.url)).toMatchObject({
    code: 78,
    said: expect.stringContaining("PostgreSQL 13.12 answers, and at least 14 is needed"),
  });
  await using sql = new SQL({ url: old.url, max: 1 });
  expect(await sql`SELECT tablename FROM pg_tables WHERE tablename LIKE '%migrations'`).toEqual([]);
  await sql.close();
  await old.drop();
});

/** A database whose server says that it is an older one. */
async function openOldServer(): Promise<TestDatabase> {
  const old = await openEmptyDatabase();
  await using sql = new SQL({ url: old.url, max: 1 });
  await sql.unsafe(`
    CREATE SCHEMA past;
    CREATE FUNCTION past.current_setting(name text) RETURNS text LANGUAGE sql AS $$
      SELECT CASE name WHEN 'server_version_num' THEN '130012' ELSE pg_catalog.current_setting(name) END
    $$;
    ALTER DATABASE ${new URL(old.url).pathname.slice(1)} SET search_path = past, pg_catalog, public`);
  return old;
}

let copies = 0;
/** A file with rows in every table, and an empty database to copy it to. */
async function move() {
  const path = join(folder, `${(copies += 1)}.db`);
  await makeFullDatabase(path);
  const target = await openEmptyDatabase();
  return { path, target, copyTo: (address = target.url) => run(["copy-to", address], path) };
}

test("a SQLite database is copied with a report, and again without harm", async () => {
  const { path, target, copyTo } = await move();
  const { said, complained } = await copyTo();
  expect(complained).toBe("");
  expect(said).toMatch(/messages +3 +[0-9a-f]{16}/);
  expect(said).toContain(`${path} is unchanged`);
  expect(await copyTo()).toMatchObject({ code: 0 });
  expect(await run(["users", "list"], target.url)).toMatchObject({ code: 0 });
  await target.drop();
});

test("a copy that is killed half-way keeps nothing, and the next one everything", async () => {
  const { path, target, copyTo } = await move();
  await run(["migrate"], target.url);
  const sql = new SQL({ url: target.url, max: 2 });
  // The copy cannot end while this is held.
  const held = await sql.reserve();
  await held.unsafe("BEGIN; ALTER SEQUENCE jobs_id_seq CACHE 1");
  const child = spawn(["copy-to", target.url], path);
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  const copied = async () => {
    while (!said.includes("jobs: ")) {
      const { done, value } = await lines.read();
      if (done) throw new Error("the copy ended before it was killed");
      said += value;
    }
  };
  await waitFor("the jobs to be copied", copied(), { found: () => said });
  child.kill("SIGKILL");
  await child.exited;
  await held.unsafe("ROLLBACK");
  await held.release();
  const messages = () => sql`SELECT id FROM messages`;
  expect(await messages()).toHaveLength(0);
  expect(await copyTo()).toMatchObject({ code: 0 });
  expect(await messages()).toHaveLength(3);
  await sql.close();
  await target.drop();
});

test("an invalid target is distinguished from an unreachable one", async () => {
  const { path, target, copyTo } = await move();
  expect(await copyTo("mysql://me@there/bot")).toMatchObject({
    code: 78,
    complained: expect.stringContaining("postgres://USER"),
  });
  expect(await copyTo("postgres://me:secret-word@127.0.0.1:1/bot")).toMatchObject({ code: 75 });
  expect(await run(["copy-to", target.url], target.url)).toMatchObject({
    code: 78,
    complained: expect.stringContaining("PostgreSQL database already"),
  });
  expect(await run(["copy-to"], path)).toMatchObject({ code: 64 });
  await target.drop();
});
