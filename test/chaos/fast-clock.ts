import type { Clock } from "../../src/core/ports.ts";

/** The number of its milliseconds in one of the machine's. */
const SPEED = 20;

/**
 * A clock that has run fast since `startedAt`. Processes that are given the same moment agree on
 * the time, so a bot can wait a minute for a delivery report while its test waits three seconds.
 */
export function createFastClock(startedAt: number): Clock {
  return {
    now: () => startedAt + (Date.now() - startedAt) * SPEED,
    after: (delayMs, task) => {
      const timer = setTimeout(task, Math.ceil(delayMs / SPEED));
      return () => clearTimeout(timer);
    },
  };
}
