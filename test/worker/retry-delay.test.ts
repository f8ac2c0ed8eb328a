import { expect, test } from "bun:test";
import { retryDelay } from "../../src/worker/retry-delay.ts";

test("waits double from two seconds and never exceed five minutes", () => {
  const longest = [0, 1, 2, 3, 10, 1_000].map((attempt) => retryDelay(attempt, null, () => 1));
  expect(longest).toEqual([2_000, 4_000, 8_000, 16_000, 300_000, 300_000]);
});

test("jitter spreads the waits from nothing to the whole", () => {
  expect(retryDelay(3, null, () => 0)).toBe(0);
  expect(retryDelay(3, null, () => 0.5)).toBe(8_000);
});

test("an upstream's requested wait is respected, up to five minutes", () => {
  expect(retryDelay(0, 30_000, () => 0)).toBe(30_000);
  expect(retryDelay(0, 86_400_000, () => 0)).toBe(300_000);
});
