import { demo } from "../src/cli/demo.ts";

// The demo as a process of its own, for tests; what it logs goes to stderr.
const write =
  (level: string) =>
  (event: string, facts: Readonly<Record<string, unknown>> = {}): void => {
    process.stderr.write(`${level} ${event} ${Bun.inspect(facts)}\n`);
  };

try {
  await demo({
    terminal: process.argv.includes("--terminal"),
    log: { debug: () => {}, info: () => {}, warn: write("warn"), error: write("error") },
  });
  process.exit(0);
} catch (error) {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
}
