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
  expect(readEnvFile(path)).toEqual({ PORT: "9000", APP_NAME: "My Bot", METRICS_TOKEN: "" });
});

test("without such a file there are no settings in it", () => {
  expect(readEnvFile(join(folder, "none"))).toEqual({});
});
