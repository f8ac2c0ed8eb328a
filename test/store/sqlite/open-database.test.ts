import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "../../../src/core/errors.ts";
import { acquireDatabase } from "../../../src/store/sqlite/acquire-database.ts";
import { lockInstance } from "../../../src/store/sqlite/instance-lock.ts";
import { migrateDatabase } from "../../../src/store/sqlite/migrate-database.ts";
import { openDatabase } from "../../../src/store/sqlite/open-database.ts";
import { writePresence } from "../../../src/store/sqlite/presence.ts";

const folder = mkdtempSync(join(tmpdir(), "open-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every promise is switched on", () => {
  const database = openDatabase(join(folder, "bot.db"));
  const pragma = (name: string) => Object.values(database.query(`PRAGMA ${name}`).get() ?? {})[0];
  expect(pragma("journal_mode")).toBe("wal");
  expect(pragma("synchronous")).toBe(2);
  expect(pragma("foreign_keys")).toBe(1);
  expect(pragma("trusted_schema")).toBe(0);
  expect(pragma("secure_delete")).toBe(1);
  expect(pragma("auto_vacuum")).toBe(2);
  database.close();
});

test("a start with nothing to migrate writes nothing", () => {
  const path = join(folder, "again.db");
  openDatabase(path).close();
  const before = readFileSync(path);
  const database = openDatabase(path);
  expect(statSync(`${path}-wal`).size).toBe(0);
  database.close();
  expect(readFileSync(path).equals(before)).toBe(true);
});

test("a new database becomes whole in one commit, for which the disk is waited once", () => {
  const path = join(folder, "new.db");
  const database = openDatabase(path);
  const { page_size: pageBytes } = database
    .query<{ page_size: number }, []>("PRAGMA page_size")
    .get() ?? { page_size: 0 };
  const log = readFileSync(`${path}-wal`);
  // As SQLite's file format has it: the last frame of a commit names the size of the database.
  const commits = [];
  for (let frame = 32; frame < log.length; frame += 24 + pageBytes) {
    if (log.readUInt32BE(frame + 4) > 0) commits.push(frame);
  }
  expect(commits).toHaveLength(1);
  database.close();
});

test("a start after a crash reads the log of changes, and waits for no disk to write it back", () => {
  const path = join(folder, "crashed.db");
  const crashed = join(folder, "copy.db");
  const dead = lockInstance(crashed);
  const running = openDatabase(path);
  writePresence(running, dead.holder);
  dead.release();
  for (const end of ["", "-wal"]) copyFileSync(path + end, crashed + end);
  running.close();
  const before = readFileSync(`${crashed}-wal`);
  const { lock } = acquireDatabase(crashed, { now: 0 });
  expect(readFileSync(`${crashed}-wal`).equals(before)).toBe(true);
  lock.release();
});

test("a file that is no database is refused by name and left as it was", () => {
  const path = join(folder, "notes.db");
  writeFileSync(path, "dear diary, this is not a database at all");
  expect(() => openDatabase(path)).toThrow(ConfigError);
  expect(() => openDatabase(path)).toThrow(path);
  expect(readFileSync(path, "utf8")).toStartWith("dear diary");
});

test("a damaged database is refused with a way out", () => {
  const path = join(folder, "damaged.db");
  const database = new Database(path, { create: true });
  database.run("CREATE TABLE t (x TEXT)");
  database.transaction(() => {
    for (let row = 0; row < 2_000; row += 1) {
      database.run("INSERT INTO t VALUES (?)", ["x".repeat(50)]);
    }
  })();
  database.close();
  const bytes = readFileSync(path);
  bytes.fill(0xff, 8_192, 24_576);
  writeFileSync(path, bytes);
  expect(() => openDatabase(path)).toThrow(ConfigError);
  expect(() => openDatabase(path)).toThrow("backup");
});

test("a pipe or a folder in the place of a database is refused at once, by the start and by migrate", () => {
  const pipe = join(folder, "pipe.db");
  Bun.spawnSync(["mkfifo", pipe]);
  expect(() => openDatabase(pipe)).toThrow("is a pipe or device");
  expect(() => migrateDatabase(pipe, 0)).toThrow("is a pipe or device");
  expect(existsSync(`${pipe}.lock`)).toBe(false);
  expect(() => openDatabase(folder)).toThrow("is a folder");
});
