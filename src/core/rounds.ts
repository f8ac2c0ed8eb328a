import type { Clock, Logger } from "./ports.ts";

const EVERY_MS = 1_000;

/** Work that is done every second. */
export interface Rounds {
  start(): void;
  /** Resolves when no round is under way. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Does work every second, at first after `firstInMs`; a round that is due while the last one is under
 * way is skipped. A round that fails is logged as `failure`, and has no other effect.
 */
export function createRounds(deps: {
  readonly clock: Clock;
  readonly log: Logger;
  readonly firstInMs?: number;
  readonly failure: string;
  work(): Promise<void>;
}): Rounds {
  const { clock, log, firstInMs = 0, failure, work } = deps;
  let cancel = () => {};
  let round: Promise<void> | null = null;

  function begin(): void {
    cancel = clock.after(EVERY_MS, begin);
    round ??= work()
      .catch((error: unknown) => log.warn(failure, { error }))
      .finally(() => {
        round = null;
      });
  }

  return {
    start: () => {
      if (firstInMs === 0) begin();
      else cancel = clock.after(firstInMs, begin);
    },
    settled: async () => {
      while (round !== null) await round;
    },
    stop: async () => {
      cancel();
      await round;
    },
  };
}
