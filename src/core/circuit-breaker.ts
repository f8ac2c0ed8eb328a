import { TransientError } from "./errors.ts";
import type { Clock } from "./ports.ts";

const OPEN_FOR_MS = 30_000;
const FAILURES_IN_A_ROW = 5;
const REMEMBERED = 20;
/** How soon to ask again while one call finds out whether the upstream is back. */
const PROBE_PAUSE_MS = 1_000;
/** After a rest the trial is kept this long for the one who has waited longest. */
const RESERVED_MS = 5_000;
const CODE = "circuit-open";

export type CircuitState = "closed" | "open" | "probing";

/** What a call that threw says of its upstream: it fails, it lives and refused, or nothing at all. */
export type SignOfLife = "failing" | "alive" | "unclear";

/** The one a call is made for. */
interface Caller {
  readonly key: string;
  readonly waitingSince: number;
}

export interface CircuitBreaker {
  /**
   * Makes the call, or throws `TransientError` at once while the upstream is given a rest. The trial
   * after a rest goes to the caller who has waited longest among those that were turned away.
   */
  run<T>(
    call: () => Promise<T>,
    judge: (error: unknown) => SignOfLife,
    caller?: Caller | null,
  ): Promise<T>;
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
  /** Those who were turned away during this rest, and since when they wait. */
  const turnedAway = new Map<string, number>();

  function state(): CircuitState {
    if (openUntil === null) return "closed";
    return isProbing ? "probing" : "open";
  }

  function admit(caller: Caller | null): void {
    if (openUntil === null) return;
    const remainingMs = openUntil - clock.now();
    // A clock that was set back must not keep it open for longer than it was opened for.
    const isResting = remainingMs > 0 && remainingMs <= OPEN_FOR_MS;
    if (isProbing || isResting || isAnothersTurn(caller, remainingMs)) {
      if (caller !== null) turnedAway.set(caller.key, caller.waitingSince);
      throw new TransientError(`${name} fails and is given a rest`, {
        code: CODE,
        retryAfterMs: isResting ? remainingMs : PROBE_PAUSE_MS,
      });
    }
    if (caller !== null) turnedAway.delete(caller.key);
    isProbing = true;
  }

  /** Whether one who has waited longer is expected to come for the trial. */
  function isAnothersTurn(caller: Caller | null, remainingMs: number): boolean {
    if (remainingMs < -RESERVED_MS || remainingMs > 0) return false;
    const since = caller?.waitingSince ?? Infinity;
    return [...turnedAway].some(([key, other]) => key !== caller?.key && other < since);
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
    turnedAway.clear();
    recent = [];
    generation += 1;
  }

  return {
    state,
    run: async (call, judge, caller = null) => {
      admit(caller);
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
