import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkLarge } from "../../../src/store/sqlite/check-large.ts";
import { waitUntil } from "../../wait-for.ts";

const folder = mkdtempSync(join(tmpdir(), "check-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function makeDatabase(): string {
  const path = join(folder, `${crypto.randomUUID()}.db`);
  using database = new Database(path, { create: true });
  database.run("CREATE TABLE t (x TEXT)");
  database.run(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO t SELECT hex(randomblob(50)) FROM n",
  );
  return path;
}

/** Returns the damage found, or null if there is none. */
async function check(path: string): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const large = checkLarge(path, resolve, 0);
  large.start();
  expect(large.state()).toBe("checking");
  const sound = (async () => {
    await waitUntil("the end of the check", () => large.state() !== "checking");
    return null;
  })();
  const found = await Promise.race([promise, sound]);
  expect(large.state()).toBe(found === null ? "ok" : "damaged");
  return found;
}

test("a large database is checked beside the work and found sound", async () => {
  expect(await check(makeDatabase())).toBeNull();
});

test("its damage is reported", async () => {
  const path = makeDatabase();
  const file = await open(path, "r+");
  await file.write(new Uint8Array(4_096).fill(0xa5), 0, 4_096, 8_192);
  await file.close();
  expect(await check(path)).toContain("malformed");
});

test("a small one was checked before it was opened, and is not checked again", () => {
  const { start, state } = checkLarge(makeDatabase(), () => {});
  start();
  expect(state()).toBe("small");
});
