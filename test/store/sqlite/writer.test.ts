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
      write(() => {
        database.run("INSERT INTO numbers VALUES (?)", [value]);
        return value * 10;
      }),
    ),
  );
  expect(results).toEqual([10, 20, 30]);
  expect(valuesIn(database)).toEqual([1, 2, 3]);
});

test("only what may be undone by a power cut is committed without a sync, and nothing after it", async () => {
  const database = openDatabase();
  database.run("PRAGMA synchronous = FULL");
  const { write, writeLightly } = createWriter(database);
  const level = () => database.query<{ synchronous: number }, []>("PRAGMA synchronous").get();
  const [NORMAL, FULL] = [{ synchronous: 1 }, { synchronous: 2 }];
  expect(await writeLightly(level)).toEqual(NORMAL);
  expect(await write(level)).toEqual(FULL);
  expect(await Promise.all([writeLightly(level), write(level)])).toEqual([FULL, FULL]);
  const fails = () => {
    throw new Error("second thoughts");
  };
  expect(writeLightly(fails)).rejects.toThrow("second thoughts");
  expect(await write(level)).toEqual(FULL);
});

test("one write that throws leaves nothing behind and harms none of its companions", async () => {
  const database = openDatabase();
  const { write } = createWriter(database);
  const insert = (value: number) => database.run("INSERT INTO numbers VALUES (?)", [value]);
  const results = await Promise.allSettled([
    write(() => insert(1)),
    write(() => {
      insert(2);
      throw new Error("second thoughts");
    }),
    write(() => insert(3)),
  ]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(valuesIn(database)).toEqual([1, 3]);
});

test("an asynchronous write is refused, and nothing of it stays", async () => {
  const database = openDatabase();
  const { write } = createWriter(database);
  const attempt = write(async () => database.run("INSERT INTO numbers VALUES (1)"));
  expect(attempt).rejects.toThrow("synchronous");
  await attempt.catch(() => null);
  expect(valuesIn(database)).toEqual([]);
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
  await write(() => database.run("INSERT INTO numbers VALUES (1)"));
  clearInterval(timer);
  expect(turns).toBeGreaterThanOrEqual(10);
  expect(valuesIn(database)).toEqual([1]);
});
