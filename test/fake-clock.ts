import type { Clock } from "../src/core/ports.ts";
import { systemClock } from "../src/core/system-clock.ts";

export interface FakeClock extends Clock {
  /** Moves time on, running whatever falls due on the way, in order. */
  advance(ms: number): Promise<void>;
  /** Moves time on at once, as it does for a machine that slept: what fell due is late. */
  jump(ms: number): void;
}

export function createFakeClock(start = Date.UTC(2026, 10, 22, 12)): FakeClock {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly task: () => void }>();
  return {
    now: () => now,
    after: (delayMs, task) => {
      const timer = { at: now + delayMs, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: async (ms) => {
      const until = now + ms;
      for (;;) {
        const next = [...timers]
          .filter((timer) => timer.at <= until)
          .sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.task();
        // What the timer set off may ask for timers of its own.
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = until;
    },
    jump: (ms) => {
      now += ms;
    },
  };
}

/** A wait for a lock of the database's, which no clock of ours can let go. */
const SHORT_MS = 50;

/** The clock of a story, on which short waits pass by themselves. */
export function withShortWaits(clock: Clock): Clock {
  return {
    now: clock.now,
    after: (delayMs, task) => (delayMs > SHORT_MS ? clock : systemClock).after(delayMs, task),
  };
}
