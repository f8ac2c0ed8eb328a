import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnvFile } from "../../src/cli/read-env-file.ts";

const folder = mkdtempSync(join(tmpdir(), "env-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a .env file is read with its comments and quotes", () => {
  const path = join(folder, ".env");
  writeFileSync(path, '# a comment\nPORT=9000\nAPP_NAME="My Bot" # mine\nMETRICS_TOKEN=\n');
  expect(readEnvFile(path).values).toEqual({ PORT: "9000", APP_NAME: "My Bot", METRICS_TOKEN: "" });
});

test("without such a file there are no settings in it", () => {
  expect(readEnvFile(join(folder, "none"))).toEqual({ text: null, values: {} });
});

test("a pipe that a keeper of secrets writes into is read to its end", async () => {
  const path = join(folder, "pipe");
  Bun.spawnSync(["mkfifo", path]);
  const writer = Bun.spawn(["sh", "-c", `printf 'PORT=9000\n' >"$1"`, "sh", path]);
  expect(readEnvFile(path).values).toEqual({ PORT: "9000" });
  expect(await writer.exited).toBe(0);
});

test("a pipe that nothing writes into, or a folder, is a fault with a remedy and no endless wait", () => {
  const path = join(folder, "silent");
  Bun.spawnSync(["mkfifo", path]);
  expect(() => readEnvFile(path, 100)).toThrow("its writer did not finish within 0.1 s");
  expect(() => readEnvFile(folder)).toThrow(`${folder} is a folder, and a file is needed`);
});
