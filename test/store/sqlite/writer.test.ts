import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWriter } from "../../../src/store/sqlite/writer.ts";

const folder = mkdtempSync(join(tmpdir(), "writer-"));
const open: Database[] = [];

afterEach(() => {
  for (const database of open.splice(0)) database.close();
  rmSync(folder, { recursive: true, force: true });
});

function openDatabase(path = ":memory:"): Database {
  const database = new Database(path, { create: true });
  database.run("PRAGMA journal_mode = WAL");
  database.run("CREATE TABLE IF NOT EXISTS numbers (value INTEGER UNIQUE)");
  open.push(database);
  return database;
}

const valuesIn = (database: Database) =>
  database
    .query<{ value: number }, []>("SELECT value FROM numbers ORDER BY value")
    .all()
    .map((row) => row.value);

test("writes that come together are all stored, each with its own result", async () => {
  const database = openDatabase();
  const { write } = createWriter(database);
  const results = await Promise.all(
    [1, 2, 3].map((value) =>
      write(async () => {
        database.run("INSERT INTO numbers VALUES (?)", [value]);
        return value * 10;
      }, true),
    ),
  );
  expect(results).toEqual([10, 20, 30]);
  expect(valuesIn(database)).toEqual([1, 2, 3]);
});

test("only what may be undone by a power cut is committed without a sync, and nothing after it", async () => {
  const database = openDatabase();
  database.run("PRAGMA synchronous = FULL");
  const { write } = createWriter(database);
  const level = async () => database.query<{ synchronous: number }, []>("PRAGMA synchronous").get();
  const [NORMAL, FULL] = [{ synchronous: 1 }, { synchronous: 2 }];
  expect(await write(level, false)).toEqual(NORMAL);
  expect(await write(level, true)).toEqual(FULL);
  expect(await Promise.all([write(level, false), write(level, true)])).toEqual([FULL, FULL]);
  const fails = () => Promise.reject(new Error("second thoughts"));
  expect(write(fails, false)).rejects.toThrow("second thoughts");
  expect(await write(level, true)).toEqual(FULL);
});

test("one write that throws leaves nothing behind and harms none of its companions", async () => {
  const database = openDatabase();
  const { write } = createWriter(database);
  const insert = async (value: number) => database.run("INSERT INTO numbers VALUES (?)", [value]);
  const results = await Promise.allSettled([
    write(() => insert(1), true),
    write(async () => {
      await insert(2);
      throw new Error("second thoughts");
    }, true),
    write(() => insert(3), true),
  ]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(valuesIn(database)).toEqual([1, 3]);
});

test("a reader waits for the batch that is being written, and sees all of it or nothing", async () => {
  const database = openDatabase();
  const { write, whenIdle } = createWriter(database);
  const seen: number[][] = [];
  const read = async () => {
    await whenIdle();
    seen.push(valuesIn(database));
  };
  const reads: Promise<void>[] = [];
  await write(async () => {
    for (const value of [1, 2, 3]) {
      database.run("INSERT INTO numbers VALUES (?)", [value]);
      reads.push(read());
      await Promise.resolve();
    }
  }, true);
  await Promise.all(reads);
  expect(seen).toEqual([
    [1, 2, 3],
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

test("a database that another program has locked is waited for, and the event loop goes on", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "writer-")), "locked.db");
  const database = openDatabase(path);
  const other = openDatabase(path);
  const { write } = createWriter(database);
  other.run("BEGIN IMMEDIATE");
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
    if (turns === 10) other.run("COMMIT");
  }, 5);
  await write(async () => database.run("INSERT INTO numbers VALUES (1)"), true);
  clearInterval(timer);
  expect(turns).toBeGreaterThanOrEqual(10);
  expect(valuesIn(database)).toEqual([1]);
});

test("after the end a write is refused, and those before are stored", async () => {
  const database = openDatabase();
  const { write, end } = createWriter(database);
  const insert = (value: number) => async () =>
    database.run("INSERT INTO numbers VALUES (?)", [value]);
  const before = write(insert(1), true);
  const ended = end();
  const late = write(insert(2), true).catch(String);
  await Promise.all([before, ended]);
  expect(valuesIn(database)).toEqual([1]);
  open.pop()?.close();
  expect(await late).toContain("is being closed");
});
