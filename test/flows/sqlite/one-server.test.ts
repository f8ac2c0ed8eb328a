import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, linkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { acquireDatabase } from "../../../src/store/sqlite/acquire-database.ts";
import { type RealServer, runProgram, startRealServer } from "../../security/real-server.ts";

let server: RealServer;
let path: string;
beforeAll(async () => {
  server = await startRealServer();
  path = join(server.folder, "data", "whatsapp_bot.db");
});
afterAll(() => server.stop());

const refusal = new RegExp(`Another instance uses .*whatsapp_bot\\.db: process \\d+, running`);

for (const [how, lead] of [
  ["the same path", () => path],
  ["a link to the file", () => linkTo(path, "link.db")],
  ["a link to its folder", () => join(linkTo(join(path, ".."), "folder"), "whatsapp_bot.db")],
] as const) {
  test(`a second server started with ${how} ends, and names the first`, async () => {
    const { code, said } = await runProgram({ DATABASE_URL: lead() });
    expect(said).toMatch(refusal);
    expect(code).toBe(75);
  });
}

test("a second server ends also if the lock's file was deleted, and it is recreated", async () => {
  rmSync(`${path}.lock`);
  const { code, said } = await runProgram({ DATABASE_URL: path });
  expect(said).toMatch(refusal);
  expect(code).toBe(75);
  await server.heard("lock file recreated");
  expect(existsSync(`${path}.lock`)).toBe(true);
});

test("a second server that starts before the lock's file is recreated asks the first, and ends", async () => {
  // In this process nothing has to be loaded first: it is there before the server looks.
  rmSync(`${path}.lock`);
  expect(() => acquireDatabase(path, { now: Date.now() })).toThrow(refusal);
  await server.heard("lock file recreated", 2);
  const { code } = await runProgram({ DATABASE_URL: path });
  expect(code).toBe(75);
});

test("a second server at the new place of a moved database ends too", async () => {
  const away = join(server.folder, "away.db");
  for (const end of ["", "-wal", "-shm"]) renameSync(path + end, away + end);
  const { code, said } = await runProgram({ DATABASE_URL: away });
  for (const end of ["", "-wal", "-shm"]) renameSync(away + end, path + end);
  expect(said).toContain("Another instance uses");
  expect(code).toBe(75);
});

test("a file with a second name is refused: its two logs of changes would be mixed up", async () => {
  const second = join(server.folder, "second.db");
  linkSync(path, second);
  const { code, said } = await runProgram({ DATABASE_URL: second });
  rmSync(second);
  expect(said).toContain("has a second name (a hard link)");
  expect(code).toBe(78);
});

function linkTo(target: string, name: string): string {
  const link = join(server.folder, name);
  symlinkSync(target, link);
  return link;
}
