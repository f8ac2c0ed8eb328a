import { afterAll, expect, test } from "bun:test";
import { NOTHING_WRONG } from "../../chaos/audit.ts";
import { buildBot } from "../../chaos/bot-process.ts";
import { APOLOGY, runWithPoison } from "../../chaos/poison-run.ts";

const program = await buildBot();

afterAll(() => program.remove());

test("a message that ends the process each time is given up after three deaths, and no other is", async () => {
  const run = await runWithPoison(program, { users: 3, poisons: 1 });
  expect(run.deaths).toEqual([3]);
  expect(run.replies).toEqual([[APOLOGY]]);
  expect(run.innocent).toBeGreaterThan(0);
  expect(run.findings).toEqual(NOTHING_WRONG);
}, 120_000);
