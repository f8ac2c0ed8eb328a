import { expect, test } from "bun:test";
import { TransientError } from "../../src/core/errors.ts";
import { withTimeout } from "../../src/core/with-timeout.ts";
import { createFakeClock } from "../fake-clock.ts";

test("a result in time is returned, and nothing else happens later", async () => {
  const clock = createFakeClock();
  expect(await withTimeout(2_000, clock, Promise.resolve("well"))).toBe("well");
  await clock.advance(10_000);
});

test("work that hangs fails at its timeout", async () => {
  const clock = createFakeClock();
  const asked = withTimeout(2_000, clock, new Promise(() => {})).catch((error: unknown) => error);
  await clock.advance(2_000);
  expect(await asked).toBeInstanceOf(TransientError);
});
