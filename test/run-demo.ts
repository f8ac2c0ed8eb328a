import { demo } from "../src/cli/demo.ts";

// The demo as a process of its own, for tests: only what nobody asked for is written to stderr.
const log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: (event: string, facts?: unknown) => {
    process.stderr.write(`${event} ${Bun.inspect(facts)}\n`);
  },
};

try {
  await demo({ terminal: process.argv.includes("--terminal"), log });
  process.exit(0);
} catch (error) {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
}
