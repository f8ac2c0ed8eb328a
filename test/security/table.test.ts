import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const tests = join(import.meta.dir, "..");

test("docs/security.md names tests that there are, and every test of this folder", async () => {
  const page = await Bun.file(join(tests, "../docs/security.md")).text();
  const rows = page.split("\n").filter((line) => line.startsWith("| "));
  const named = rows.flatMap((row) =>
    [...row.matchAll(/`([a-z-]+\/[a-z./-]+)`/g)].map(([, name]) => name),
  );
  const isThere = (name = "") =>
    [`${name}.test.ts`, `${name}.ts`].some((file) => existsSync(join(tests, file)));
  expect(named.filter((name) => !isThere(name))).toEqual([]);
  const unnamed = readdirSync(import.meta.dir)
    .filter((file) => file.endsWith(".test.ts") && file !== "table.test.ts")
    .map((file) => `security/${file.replace(".test.ts", "")}`)
    .filter((name) => !named.includes(name));
  expect(unnamed).toEqual([]);
});
