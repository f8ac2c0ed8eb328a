import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../src/config.ts";
import { minimal } from "../config/minimal.ts";
import { waitFor } from "../wait-for.ts";

// A program of its own, which a busy machine starts slowly.
setDefaultTimeout(60_000);

const MAIN = join(import.meta.dir, "../../src/main.ts");
const folder = mkdtempSync(join(tmpdir(), "log-format-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PRODUCTION = {
  APP_ENV: "production",
  PUBLIC_URL: "https://bot.example.org",
  SECRET_KEY: "k".repeat(32),
};

/** The first line that the server writes. */
async function firstLine(env: Environment): Promise<string> {
  const child = Bun.spawn([process.execPath, "--no-env-file", MAIN], {
    cwd: folder,
    env: { ...minimal, HOST: "127.0.0.1", PORT: "0", CATCH_UP: "false", ...env },
    stdout: "pipe",
    stderr: "ignore",
  });
  try {
    const reader = child.stdout.getReader();
    const { value } = await waitFor("a line of the log", reader.read());
    return new TextDecoder().decode(value).split("\n")[0] ?? "";
  } finally {
    child.kill();
    await child.exited;
  }
}

test("the log is JSON in production and formatted for reading elsewhere, unless LOG_FORMAT is set", async () => {
  expect(await firstLine({})).not.toStartWith("{");
  expect(await firstLine({ LOG_FORMAT: "json" })).toStartWith('{"time":');
  expect(await firstLine(PRODUCTION)).toStartWith('{"time":');
  expect(await firstLine({ ...PRODUCTION, LOG_FORMAT: "pretty" })).not.toStartWith("{");
});
