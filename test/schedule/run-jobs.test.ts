import { expect, test } from "bun:test";
import { PermanentError, TransientError } from "../../src/core/errors.ts";
import { runJobs } from "../../src/schedule/run-jobs.ts";
import type { Job } from "../../src/store/maintenance.ts";

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const jobs = (...attempts: number[]): Job[] =>
  attempts.map((attempt, index) => ({
    id: index + 1,
    kind: "remove-media",
    payload: { url: `https://x/${index + 1}`, messageSid: "MM1" },
    attempt,
  }));

/** Runs it once over `due`, and returns what it told the store. */
async function run(due: Job[], work: () => Promise<void>, isStopping = () => false) {
  const told: unknown[] = [];
  await runJobs("remove-media", work, {
    store: {
      dueJobs: async () => due,
      finishJob: async (id) => void told.push(["done", id]),
      postponeJob: async (id, delayMs) => void told.push(["again", id, delayMs]),
    },
    log: quiet,
    isStopping,
  });
  return told;
}

test("a job that was done is gone", async () => {
  expect(await run(jobs(0, 3), async () => {})).toEqual([
    ["done", 1],
    ["done", 2],
  ]);
});

test("a fault that may pass is waited out, longer each time, and at last given up", async () => {
  const busy = async () => {
    throw new TransientError("busy");
  };
  expect(await run(jobs(0, 4, 18, 19), busy)).toEqual([
    ["again", 1, 60_000],
    ["again", 2, 16 * 60_000],
    ["again", 3, 24 * 3_600_000],
    ["again", 4, null],
  ]);
});

test("a refusal is final, and harms no other", async () => {
  let calls = 0;
  const refuse = async () => {
    calls += 1;
    if (calls === 1) throw new PermanentError("not ours");
  };
  expect(await run(jobs(0, 0), refuse)).toEqual([
    ["again", 1, null],
    ["done", 2],
  ]);
});

test("none is begun once the bot is told to stop", async () => {
  let calls = 0;
  const remove = async () => void (calls += 1);
  await run(jobs(0, 0, 0), remove, () => calls === 1);
  expect(calls).toBe(1);
});

test("what no one foresaw is tried again too", async () => {
  const explode = async () => {
    throw new RangeError("a bug");
  };
  expect(await run(jobs(0), explode)).toEqual([["again", 1, 60_000]]);
});
