import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import type { ScheduledTask } from "../../src/core/scheduled-task.ts";
import { createSchedule, type Schedule } from "../../src/schedule/schedule.ts";
import { recordingLog } from "../http/recording-log.ts";

const pattern = "* * * * * *";
let schedule: Schedule | null = null;

/** A store that no other process uses. */
const alone = {
  isShared: false,
  exclusively: () => Promise.reject(new Error("nothing to be exclusive against")),
};

function scheduleOf(task: ScheduledTask): Schedule {
  return createSchedule({ tasks: [task], store: alone, log: recordingLog() });
}

beforeEach(() => {
  jest.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(async () => {
  await schedule?.stop();
  jest.useRealTimers();
});

async function passSeconds(count: number): Promise<void> {
  for (let second = 0; second < count; second += 1) {
    jest.advanceTimersByTime(1_000);
    // Lets what the timer started come to its end.
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }
}

test("a task runs at its times, from start to stop", async () => {
  let runs = 0;
  const run = () => {
    runs += 1;
    return Promise.resolve();
  };
  schedule = scheduleOf({ name: "count", pattern, run });
  await passSeconds(2);
  expect(runs).toBe(0);
  schedule.start();
  await passSeconds(3);
  expect(runs).toBe(3);
  await schedule.stop();
  await passSeconds(3);
  expect(runs).toBe(3);
});

test("a task never overlaps itself, and stop waits for the one under way", async () => {
  let runs = 0;
  const finish = Promise.withResolvers<void>();
  const run = () => {
    runs += 1;
    return finish.promise;
  };
  schedule = scheduleOf({ name: "slow", pattern, run });
  schedule.start();
  await passSeconds(5);
  expect(runs).toBe(1);

  let isStopped = false;
  const stopping = schedule;
  const stopped = (async () => {
    await stopping.stop();
    isStopped = true;
  })();
  await passSeconds(1);
  expect(isStopped).toBe(false);
  finish.resolve();
  await stopped;
  expect(runs).toBe(1);
});

test("a failure is logged, and neither the task nor the others stop for it", async () => {
  const log = recordingLog();
  let runs = 0;
  const tasks: ScheduledTask[] = [
    { name: "rejects", pattern, run: () => Promise.reject(new Error("no")) },
    {
      name: "throws",
      pattern,
      run: () => {
        throw new Error("no");
      },
    },
    {
      name: "works",
      pattern,
      run: () => {
        runs += 1;
        return Promise.resolve();
      },
    },
  ];
  schedule = createSchedule({ tasks, store: alone, log });
  schedule.start();
  await passSeconds(2);
  expect(runs).toBe(2);
  expect(log.lines.map(({ event, facts }) => `${event} ${String(facts["task"])}`).sort()).toEqual([
    "scheduled task failed rejects",
    "scheduled task failed rejects",
    "scheduled task failed throws",
    "scheduled task failed throws",
  ]);
});

test("a pattern that cannot be read is refused at once", () => {
  const task = { name: "x", pattern: "often", run: () => Promise.resolve() };
  expect(() => scheduleOf(task)).toThrow();
});
