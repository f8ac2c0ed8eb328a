import { afterAll, expect, test } from "bun:test";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { createFakeClock } from "../fake-clock.ts";
import { aMessage } from "../messages.ts";
import { quickFolder } from "../quick-folder.ts";
import { describeStore } from "./conformance.ts";
import { openSqlite } from "./open-sqlite.ts";

const folder = quickFolder("store-");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const aPath = () => join(folder, crypto.randomUUID(), "bot.db");

describeStore("SQLite", openSqlite);

test("a second process on the same database is refused, and names the first", async () => {
  const path = aPath();
  const clock = createFakeClock();
  const store = await openSqliteStore({ path, clock });
  expect(openSqliteStore({ path, clock })).rejects.toThrow(`process ${process.pid}`);
  await store.close();
  await (await openSqliteStore({ path, clock })).close();
});

test("the folder is made for its owner alone", async () => {
  const path = aPath();
  await (await openSqliteStore({ path, clock: createFakeClock() })).close();
  expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
});

test("what was received before the end is due again after a start", async () => {
  const path = aPath();
  const clock = createFakeClock();
  const before = await openSqliteStore({ path, clock });
  await before.receive(aMessage({ text: "still here?" }), () => ({
    admitted: true,
    restMs: 3_600_000,
    settleMs: 0,
  }));
  await before.claimLane("me", 30_000);
  await before.close();
  const after = await openSqliteStore({ path, clock });
  const lane = await after.claimLane("me", 30_000);
  const options = {
    leaseMs: 30_000,
    mayAnswer: true,
    isMerged: false,
    suspects: { kind: "begin" },
  } as const;
  const step = lane && (await after.nextStep(lane, options));
  expect(step).toMatchObject({ kind: "answer", turn: { text: "still here?" } });
  await after.close();
});
