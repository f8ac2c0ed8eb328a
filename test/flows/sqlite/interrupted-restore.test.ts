import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { copyFileSync, existsSync, linkSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ConfigError, TransientError } from "../../../src/core/errors.ts";
import { copyDatabase } from "../../../src/store/sqlite/backup.ts";
import { closeToOthers } from "../../../src/store/sqlite/finish-restore.ts";
import { restoreDatabase } from "../../../src/store/sqlite/restore.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { quickFolder } from "../../quick-folder.ts";
import { aMessage } from "../../messages.ts";

// Where test/chaos/restore-kills.ts kills the real command, these stories begin.
const clock = createFakeClock();
const admitted = () => ({ admitted: true, restMs: 3_600_000, settleMs: 0 }) as const;
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Place {
  readonly path: string;
  /** A backup with two messages. */
  readonly backup: string;
}

/** A server that was killed: two messages are in the backup, three more in the log of changes alone. */
async function aKilledServer(): Promise<Place> {
  const folder = quickFolder("restore-");
  folders.push(folder);
  const running = join(folder, "running.db");
  const path = join(folder, "bot.db");
  const backup = join(folder, "backup");
  const store = await openSqliteStore({ path: running, clock });
  for (let i = 0; i < 2; i += 1) await store.receive(aMessage(), admitted);
  const beside = new Database(running);
  copyDatabase(beside, backup);
  beside.run("PRAGMA wal_checkpoint(TRUNCATE)");
  for (let i = 0; i < 3; i += 1) await store.receive(aMessage(), admitted);
  for (const end of ["", "-wal", ".lock"]) copyFileSync(running + end, path + end);
  await store.close();
  beside.close();
  for (const name of readdirSync(folder)) {
    if (name.startsWith("running.db")) rmSync(join(folder, name));
  }
  return { path, backup };
}

/** Starts the server and stops it; returns what it said of the restore. */
async function serve(path: string): Promise<string> {
  const told: string[] = [];
  const quiet = () => {};
  const warn = (event: string, facts: Readonly<Record<string, unknown>> = {}) => {
    if (event === "interrupted restore settled") told.push(String(facts["outcome"]));
  };
  const log = { debug: quiet, info: quiet, warn, error: quiet };
  await (await openSqliteStore({ path, clock, log })).close();
  return told.join();
}

function messagesIn(path: string): number {
  using database = new Database(path);
  return database.query<{ n: number }, []>("SELECT count(*) AS n FROM messages").get()?.n ?? 0;
}

const keptBeside = (path: string) =>
  readdirSync(dirname(path))
    .filter((name) => name.startsWith(`${basename(path)}.before-`))
    .map((name) => join(dirname(path), name));

test("a restore keeps every acknowledged message of the previous database, in one file", async () => {
  const { path, backup } = await aKilledServer();
  const { keptAt, messages } = restoreDatabase(backup, path, clock.now());
  expect(messages).toBe(2);
  expect(readdirSync(dirname(path)).filter((name) => /-(wal|shm|journal)$/.test(name))).toEqual([]);
  expect(messagesIn(keptAt ?? "")).toBe(5);
  expect(await serve(path)).toBe("");
  expect(messagesIn(path)).toBe(2);
});

test("one that was cut off while it copied is undone by the next start, which says so", async () => {
  const { path, backup } = await aKilledServer();
  copyFileSync(backup, `${path}.restoring`);
  expect(await serve(path)).toContain("undone");
  expect(messagesIn(path)).toBe(5);
  expect(existsSync(`${path}.restoring`)).toBe(false);
});

for (const [moment, meanwhile] of [
  ["before the first step", () => {}],
  ["after the old one had its second name", (path: string) => linkSync(path, `${path}.before-X`)],
  ["where no file has two names", (path: string) => renameSync(path, `${path}.before-X`)],
] as const) {
  test(`one that was cut off ${moment} is finished by the next start, which says so`, async () => {
    const { path, backup } = await aKilledServer();
    closeToOthers(path)?.close();
    copyFileSync(backup, `${path}.restore-ready`);
    meanwhile(path);
    expect(await serve(path)).toContain("finished");
    expect(messagesIn(path)).toBe(2);
    expect(keptBeside(path).map(messagesIn)).toEqual([5]);
    expect(existsSync(`${path}.restore-ready`)).toBe(false);
    expect(await serve(path)).toBe("");
  });
}

for (const [left, leave] of [
  ["what a restore has set aside", (path: string) => renameSync(path, `${path}.before-X`)],
  ["a half-written copy", (path: string) => renameSync(path, `${path}.restoring`)],
  ["a log of changes", (path: string) => renameSync(path, join(dirname(path), "moved"))],
] as const) {
  test(`no empty database is made beside ${left}`, async () => {
    const { path } = await aKilledServer();
    const wal = `${path}-wal`;
    leave(path);
    if (left !== "a log of changes") rmSync(wal);
    expect(openSqliteStore({ path, clock })).rejects.toThrow(ConfigError);
    expect(openSqliteStore({ path, clock })).rejects.toThrow("There is no database at");
    expect(existsSync(path)).toBe(false);
    if (left === "a log of changes") expect(existsSync(wal)).toBe(true);
  });
}

test("a damaged database is kept aside with its log of changes", async () => {
  const { path, backup } = await aKilledServer();
  await Bun.write(path, "no database any more");
  const { keptAt } = restoreDatabase(backup, path, clock.now());
  expect(await Bun.file(keptAt ?? "").text()).toBe("no database any more");
  expect(existsSync(`${keptAt}-wal`)).toBe(true);
  expect(messagesIn(path)).toBe(2);
});

test("a program that has the database open keeps it from being replaced, and nothing is changed", async () => {
  const { path, backup } = await aKilledServer();
  using browser = new Database(path);
  browser.run("BEGIN");
  browser.query("SELECT count(*) FROM messages").get();
  expect(() => restoreDatabase(backup, path, clock.now())).toThrow(TransientError);
  browser.run("COMMIT");
  browser.close();
  expect(await serve(path)).toBe("");
  expect(messagesIn(path)).toBe(5);
  expect(keptBeside(path)).toEqual([]);
});

test("a link to the database still leads to it after a restore", async () => {
  const { path, backup } = await aKilledServer();
  const link = join(dirname(path), "link.db");
  await Bun.$`ln -s ${path} ${link}`;
  restoreDatabase(backup, link, clock.now());
  expect(messagesIn(path)).toBe(2);
});

test("what a server that was killed has left can be restored with its log of changes", async () => {
  const { path, backup } = await aKilledServer();
  const elsewhere = join(dirname(path), "elsewhere", "bot.db");
  expect(restoreDatabase(path, elsewhere, clock.now()).messages).toBe(5);
  expect(messagesIn(elsewhere)).toBe(5);
  expect(restoreDatabase(backup, elsewhere, clock.now()).messages).toBe(2);
});

test("a working copy of a restore, and the database itself, are not taken for a backup", async () => {
  const { path } = await aKilledServer();
  renameSync(path, `${path}.restoring`);
  rmSync(`${path}-wal`);
  expect(openSqliteStore({ path, clock })).rejects.toThrow("restore FILE");
  expect(() => restoreDatabase(`${path}.restoring`, path, clock.now())).toThrow("another name");
  renameSync(`${path}.restoring`, path);
  expect(() => restoreDatabase(path, path, clock.now())).toThrow("another name");
  expect(messagesIn(path)).toBe(2);
});
