// bun test/run-tests.ts [option or path …]: runs the tests with a dot for each that passes; what fails
// is printed once all have ended.

/** Two for each processor: half of the time a story waits, for reports that are gathered or a child. */
const WORKERS = 2 * navigator.hardwareConcurrency;

/** Runs `bun test` in parallel with these arguments. Returns its exit code. */
export async function runTests(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<number> {
  const tests = Bun.spawn(
    [process.execPath, "test", `--parallel=${WORKERS}`, "--no-isolate", "--dots", ...args],
    { env, stdio: ["ignore", "inherit", "pipe"] },
  );
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
  return tests.exited;
}

if (import.meta.main) process.exit(await runTests(process.argv.slice(2)));
