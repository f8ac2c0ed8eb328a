import { beforeEach, describe, expect, test } from "bun:test";
import {
  type CircuitBreaker,
  createCircuitBreaker,
  isCircuitOpen,
  type UpstreamHealth,
} from "../../src/core/circuit-breaker.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";

let clock: FakeClock;
let breaker: CircuitBreaker;
beforeEach(() => {
  clock = createFakeClock();
  breaker = createCircuitBreaker("the model", clock);
});

/** Resolves to "ok", to "failed", or to the milliseconds that the caller is told to wait. */
const call = (succeeds: boolean, health: UpstreamHealth = "failing") =>
  breaker
    .run(
      () => (succeeds ? Promise.resolve("ok") : Promise.reject(new Error("down"))),
      () => health,
    )
    .catch((error: unknown) => (isCircuitOpen(error) ? error.retryAfterMs : "failed"));
const fail = async (times: number) => {
  for (let count = 0; count < times; count += 1) expect(await call(false)).toBe("failed");
};

describe("a circuit opens", () => {
  test("after five failures in a row, for thirty seconds", async () => {
    await fail(4);
    expect(await call(true)).toBe("ok");
    await fail(5);
    expect(breaker.state()).toBe("open");
    clock.jump(10_000);
    expect(await call(true)).toBe(20_000);
  });

  test("when more than half of the last twenty calls failed", async () => {
    for (let count = 0; count < 10; count += 1) {
      expect(await call(true)).toBe("ok");
      await fail(1);
    }
    expect(breaker.state()).toBe("closed");
    await fail(1);
    expect(breaker.state()).toBe("open");
  });

  test("but not when the upstream refuses a request", async () => {
    for (let count = 0; count < 30; count += 1) expect(await call(false, "alive")).toBe("failed");
    expect(breaker.state()).toBe("closed");
  });

  test("nor for calls that say nothing about the upstream", async () => {
    await fail(4);
    expect(await call(false, "unclear")).toBe("failed");
    expect(breaker.state()).toBe("closed");
  });
});

describe("after thirty seconds", () => {
  beforeEach(async () => {
    await fail(5);
    clock.jump(30_000);
  });

  test("one trial call is made, and all other callers wait for it", async () => {
    const answer = Promise.withResolvers<string>();
    const probe = breaker.run(
      () => answer.promise,
      () => "failing",
    );
    expect(breaker.state()).toBe("probing");
    expect(await call(true)).toBe(1_000);
    answer.resolve("back");
    expect(await probe).toBe("back");
    expect(breaker.state()).toBe("closed");
    expect(await call(true)).toBe("ok");
  });

  test("the trial call is for the caller who has waited longest", async () => {
    await fail(1);
    const ask = (key: string, waitingSince: number) =>
      breaker
        .run(
          () => Promise.resolve(key),
          () => "failing",
          { key, waitingSince },
        )
        .catch((error: unknown) => (isCircuitOpen(error) ? error.retryAfterMs : "failed"));
    expect(await ask("second", 2)).toBe(30_000);
    expect(await ask("first", 1)).toBe(30_000);
    clock.jump(30_000);
    expect(await ask("third", 3)).toBe(1_000);
    expect(await ask("second", 2)).toBe(1_000);
    expect(await call(true)).toBe(1_000);
    expect(await ask("first", 1)).toBe("first");
    expect(await ask("third", 3)).toBe("third");
  });

  test("the trial call does not wait for a caller who never returns", async () => {
    await fail(1);
    const old = { key: "old", waitingSince: 1 };
    const turnedAway = breaker.run(
      () => Promise.resolve("ok"),
      () => "failing",
      old,
    );
    expect(isCircuitOpen(await turnedAway.catch((error: unknown) => error))).toBe(true);
    clock.jump(30_000);
    expect(await call(true)).toBe(1_000);
    clock.jump(5_001);
    expect(await call(true)).toBe("ok");
  });

  test("a failed trial call opens the circuit again", async () => {
    await fail(1);
    expect(await call(true)).toBe(30_000);
  });

  test("after an inconclusive trial call the next one is a trial", async () => {
    expect(await call(false, "unclear")).toBe("failed");
    expect(await call(true)).toBe("ok");
    expect(breaker.state()).toBe("closed");
  });
});

test("a call that began before the circuit opened neither closes it nor keeps it open", async () => {
  const slow = Promise.withResolvers<string>();
  const begun = breaker.run(
    () => slow.promise,
    () => "failing",
  );
  await fail(5);
  slow.resolve("late");
  expect(await begun).toBe("late");
  expect(breaker.state()).toBe("open");
});

test("a clock that was set back does not keep the circuit open", async () => {
  await fail(5);
  clock.jump(-86_400_000);
  expect(await call(true)).toBe("ok");
});
