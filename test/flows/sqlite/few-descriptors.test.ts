import { afterAll, expect, test } from "bun:test";
import { NOTHING_WRONG } from "../../chaos/audit.ts";
import { buildBot } from "../../chaos/bot-process.ts";
import { runShortOfDescriptors } from "../../chaos/few-descriptors-run.ts";

const program = await buildBot();

afterAll(() => program.remove());

test("forty users at once are all answered by a bot that may open only 64 files and connections", async () => {
  const run = await runShortOfDescriptors(program, { users: 40, descriptors: 64 });
  expect(run).toMatchObject({ findings: NOTHING_WRONG, settled: null });
  // A connection that could not be opened carried nothing.
  expect(run.lookups).toBe(0);
}, 60_000);
