import { expect, test } from "bun:test";
import { createShutdown } from "../../src/core/shutdown.ts";

test("all work is told to stop at once, and only then what it used is closed, the first made last", async () => {
  const shutdown = createShutdown();
  const told: string[] = [];
  const answer = Promise.withResolvers<void>();
  shutdown.onClose(() => void told.push("store closed"));
  shutdown.onClose(async () => void told.push("server closed"));
  shutdown.onStop(async () => {
    told.push("worker stops");
    await answer.promise;
    told.push("worker stopped");
  });
  shutdown.onStop(() => void told.push("schedule stops"));
  expect(shutdown.isBegun()).toBe(false);
  const end = shutdown.run();
  expect(shutdown.isBegun()).toBe(true);
  expect(told).toEqual(["worker stops", "schedule stops"]);
  answer.resolve();
  await end;
  expect(told.slice(2)).toEqual(["worker stopped", "server closed", "store closed"]);
});

test("a part that fails to stop keeps no other from ending, and the failure is told", async () => {
  const shutdown = createShutdown();
  const told: string[] = [];
  const slow = Promise.withResolvers<void>();
  shutdown.onClose(() => void told.push("store closed"));
  shutdown.onStop(() => Promise.reject(new Error("the schedule is stuck")));
  shutdown.onStop(async () => {
    await slow.promise;
    told.push("worker stopped");
  });
  const end = shutdown.run().catch(String);
  slow.resolve();
  expect(await end).toBe("Error: the schedule is stuck");
  expect(told).toEqual(["worker stopped", "store closed"]);
});

test("who asks for the end twice waits for the same one", async () => {
  const shutdown = createShutdown();
  let closed = 0;
  shutdown.onClose(() => void (closed += 1));
  await Promise.all([shutdown.run(), shutdown.run()]);
  await shutdown.run();
  expect(closed).toBe(1);
});
