import { TransientError } from "./errors.ts";
import type { Clock } from "./ports.ts";

const OPEN_FOR_MS = 30_000;
const FAILURES_IN_A_ROW = 5;
const REMEMBERED = 20;
/** How soon to ask again while one call finds out whether the upstream is back. */
const PROBE_PAUSE_MS = 1_000;
const CODE = "circuit-open";

export type CircuitState = "closed" | "open" | "probing";

/** What a call that threw says of its upstream: it fails, it lives and refused, or nothing at all. */
export type SignOfLife = "failing" | "alive" | "unclear";

export interface CircuitBreaker {
  /** Makes the call, or throws `TransientError` at once while the upstream is given a rest. */
  run<T>(call: () => Promise<T>, judge: (error: unknown) => SignOfLife): Promise<T>;
  state(): CircuitState;
}

/** Whether a call was not even made, because its upstream is given a rest. */
export function isCircuitOpen(
  error: unknown,
): error is TransientError & { readonly code: typeof CODE } {
  return error instanceof TransientError && error.code === CODE;
}

/**
 * Guards one upstream: five failures in a row, or more than half of the last twenty calls, and it
 * is left alone for 30 s; then one call tries whether it is back.
 */
export function createCircuitBreaker(name: string, clock: Pick<Clock, "now">): CircuitBreaker {
  let recent: boolean[] = [];
  let openUntil: number | null = null;
  let isProbing = false;
  /** Tells the calls that began before the last opening or closing: they say nothing any more. */
  let generation = 0;

  function state(): CircuitState {
    if (openUntil === null) return "closed";
    return isProbing ? "probing" : "open";
  }

  function admit(): void {
    if (openUntil === null) return;
    const remainingMs = openUntil - clock.now();
    // A clock that was set back must not keep it open for longer than it was opened for.
    if (isProbing || (remainingMs > 0 && remainingMs <= OPEN_FOR_MS)) {
      throw new TransientError(`${name} fails and is given a rest`, {
        code: CODE,
        retryAfterMs: isProbing ? PROBE_PAUSE_MS : remainingMs,
      });
    }
    isProbing = true;
  }

  function note(sign: SignOfLife): void {
    if (sign === "unclear") {
      // The next call tries in its place.
      isProbing = false;
      return;
    }
    if (isProbing) return sign === "failing" ? open() : close();
    recent = [...recent, sign === "failing"].slice(-REMEMBERED);
    const last = recent.slice(-FAILURES_IN_A_ROW);
    const isDown = last.length === FAILURES_IN_A_ROW && last.every((failed) => failed);
    const failures = recent.filter((failed) => failed).length;
    if (isDown || failures > REMEMBERED / 2) open();
  }

  function open(): void {
    openUntil = clock.now() + OPEN_FOR_MS;
    reset();
  }

  function close(): void {
    openUntil = null;
    reset();
  }

  function reset(): void {
    isProbing = false;
    recent = [];
    generation += 1;
  }

  return {
    state,
    run: async (call, judge) => {
      admit();
      const begunIn = generation;
      let sign: SignOfLife = "alive";
      try {
        return await call();
      } catch (error) {
        sign = judge(error);
        throw error;
      } finally {
        if (begunIn === generation) note(sign);
      }
    },
  };
}
