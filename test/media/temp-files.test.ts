import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTempFiles } from "../../src/media/temp-files.ts";

const folder = mkdtempSync(join(tmpdir(), "temp-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function leave(inFolder: string, name: string, at: number): Promise<string> {
  mkdirSync(inFolder, { recursive: true });
  const path = join(inFolder, name);
  await Bun.write(path, "left behind");
  utimesSync(path, at / 1_000, at / 1_000);
  return path;
}

test("a file that another process is writing stays, one left an hour ago is removed", async () => {
  const shared = join(folder, "shared");
  const old = await leave(shared, "old", Date.now() - 2 * 3_600_000);
  const young = await leave(shared, "young", Date.now());
  expect(await createTempFiles(shared).sweep(Date.now() - 3_600_000)).toBe(1);
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
});

test("a link under our folder's name is not followed", async () => {
  const elsewhere = join(folder, "elsewhere");
  const precious = await leave(elsewhere, "precious", 0);
  const trap = join(folder, "trap");
  symlinkSync(elsewhere, trap);
  expect(await createTempFiles(trap).sweep(Infinity)).toBe(0);
  expect(existsSync(precious)).toBe(true);
});
