// bun test/run-tests.ts [option or path …]: runs the tests with a dot for each that passes; what fails
// is printed once all have ended.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Two for each processor: half of the time a story waits, for reports that are gathered or a child. */
const WORKERS = 2 * navigator.hardwareConcurrency;

/**
 * Files whose tests take long one after the other, in seconds: begun last, one would run alone at the
 * end. Crash stories are not among them: those of several files at once would starve their processes.
 */
const LONG: Readonly<Record<string, number>> = {
  "test/hostile-shapes.test.ts": 40,
  "test/store/postgres/compare.test.ts": 40,
  "test/browser/admin-look.browser.ts": 40,
  "test/browser/phone.browser.ts": 40,
};

/** Runs `bun test` in parallel with these arguments. Returns its exit code. */
export async function runTests(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "run-"));
  const options = [
    `--parallel=${WORKERS}`,
    "--no-isolate",
    "--dots",
    `--timings=${writeTimings(folder)}`,
  ];
  const tests = Bun.spawn([process.execPath, "test", ...options, ...args], {
    env: { ...env, TEST_RUN_FOLDER: folder },
    stdio: ["ignore", "inherit", "pipe"],
  });
  let details = "";
  let isLineOpen = false;
  for await (const text of tests.stderr.pipeThrough(new TextDecoderStream())) {
    for (const piece of text.split(/(?<=\n)/)) {
      const dots = isLineOpen ? "" : (/^\.+/.exec(piece)?.[0] ?? "");
      process.stderr.write(dots);
      const rest = piece.slice(dots.length);
      if (rest !== "") details += rest;
      isLineOpen = rest !== "" && !rest.endsWith("\n");
    }
  }
  process.stderr.write(`\n${details.replaceAll(/\n{3,}/g, "\n\n")}`);
  const code = await tests.exited;
  rmSync(folder, { recursive: true });
  return code;
}

/** Writes how long each file takes, as far as the order in which they begin depends on it. */
function writeTimings(folder: string): string {
  const paths = [...new Bun.Glob("test/**/*.{test,check,browser}.ts").scanSync()];
  const files = Object.fromEntries(paths.map((path) => [path, (LONG[path] ?? 1) * 1_000]));
  const file = join(folder, "timings.json");
  writeFileSync(file, JSON.stringify({ version: 1, files }));
  return file;
}

if (import.meta.main) process.exit(await runTests(process.argv.slice(2)));
