import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkDatabase } from "../../../src/cli/doctor/check-database.ts";

const folder = mkdtempSync(join(tmpdir(), "doctor-database-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function told(databaseUrl: string): Promise<string> {
  const [finding] = await checkDatabase({ databaseUrl });
  return `${finding?.level}: ${finding?.says} → ${finding?.fix}`;
}

test("a database that is a folder is a fault, with its fix", async () => {
  expect(await told(folder)).toMatch(/^fault: .* is a folder → Set DATABASE_URL to a file/);
});

test("a database that was set aside and not brought back is a fault, with the command for it", async () => {
  const path = join(folder, "aside.db");
  await Bun.write(`${path}.before-20261122T120000Z`, "what a restore set aside");
  expect(await told(path)).toMatch(
    /^fault: There is no database .*restore .*\.before-20261122T120000Z/,
  );
});

test("an interrupted restore is reported, with its fix", async () => {
  const path = join(folder, "interrupted.db");
  await Bun.write(`${path}.restore-ready`, "a whole backup");
  expect(await told(path)).toMatch(/^warning: .* was interrupted → start the bot/);
});

test("a database that does not exist yet is no fault", async () => {
  expect(await told(join(folder, "new", "bot.db"))).toContain("is created at the first start");
});
