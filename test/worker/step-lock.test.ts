import { expect, test } from "bun:test";
import { createStepLock } from "../../src/worker/step-lock.ts";

/** Lets everything happen that can happen without further ado. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
const never = () => new AbortController().signal;

test("steps run concurrently, a step alone runs when they have ended, and later steps run after it", async () => {
  const lock = createStepLock();
  const entered: string[] = [];
  const enter = async (name: string, isAlone: boolean) => {
    const leave = await lock.enter(isAlone, never());
    entered.push(name);
    return leave;
  };
  const one = await enter("one", false);
  const two = await enter("two", false);
  const alone = enter("alone", true);
  const later = enter("later", false);
  one();
  await settle();
  expect(entered).toEqual(["one", "two"]);
  two();
  const leaveAlone = await alone;
  await settle();
  expect(entered).toEqual(["one", "two", "alone"]);
  leaveAlone();
  (await later)();
  expect(entered).toEqual(["one", "two", "alone", "later"]);
});

test("a stop ends the waiting, and a step alone that gave up does not block others", async () => {
  const lock = createStepLock();
  const stop = new AbortController();
  const one = await lock.enter(false, never());
  const alone = lock.enter(true, stop.signal);
  const later = lock.enter(false, never());
  stop.abort();
  (await alone)();
  (await later)();
  one();
  (await lock.enter(true, never()))();
});
