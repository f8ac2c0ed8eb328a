import { TransientError } from "./errors.ts";
import type { Clock } from "./ports.ts";

const OPEN_DURATION_MS = 30_000;
const FAILURES_IN_A_ROW = 5;
const REMEMBERED = 20;
/** The retry delay while one trial call finds out whether the upstream is back. */
const PROBE_PAUSE_MS = 1_000;
/** The trial call is reserved this long for the caller who has waited longest. */
const RESERVED_MS = 5_000;
const CODE = "circuit-open";

export type CircuitState = "closed" | "open" | "probing";

/**
 * The state of the upstream that a failed call reveals: it fails, it works and refused the call, or
 * unknown.
 */
export type UpstreamHealth = "failing" | "alive" | "unclear";

/** The user for whom a call is made. */
interface Caller {
  readonly key: string;
  readonly waitingSince: number;
}

export interface CircuitBreaker {
  /**
   * Makes the call, or throws `TransientError` at once while the circuit is open. The trial call
   * that follows goes to the caller who has waited longest among those that were refused.
   */
  run<T>(
    call: () => Promise<T>,
    judge: (error: unknown) => UpstreamHealth,
    caller?: Caller | null,
  ): Promise<T>;
  state(): CircuitState;
}

/** Returns whether a call was not made because the circuit of its upstream is open. */
export function isCircuitOpen(
  error: unknown,
): error is TransientError & { readonly code: typeof CODE } {
  return error instanceof TransientError && error.code === CODE;
}

/**
 * Guards one upstream: five failures in a row, or more than half of the last twenty calls, and the
 * circuit opens for 30 s; then one trial call finds out whether the upstream is back.
 */
export function createCircuitBreaker(name: string, clock: Pick<Clock, "now">): CircuitBreaker {
  let recent: boolean[] = [];
  let openUntil: number | null = null;
  let isProbing = false;
  /**
   * Identifies the calls that began before the last opening or closing; their results are ignored.
   */
  let generation = 0;
  /** The callers refused while the circuit is open, and since when each has waited. */
  const refusedCallers = new Map<string, number>();

  function state(): CircuitState {
    if (openUntil === null) return "closed";
    return isProbing ? "probing" : "open";
  }

  function admit(caller: Caller | null): void {
    if (openUntil === null) return;
    const remainingMs = openUntil - clock.now();
    // A clock that was set back must not keep the circuit open for longer than intended.
    const isOpen = remainingMs > 0 && remainingMs <= OPEN_DURATION_MS;
    if (isProbing || isOpen || isReservedForAnother(caller, remainingMs)) {
      if (caller !== null) refusedCallers.set(caller.key, caller.waitingSince);
      throw new TransientError(`${name} fails; its circuit is open`, {
        code: CODE,
        retryAfterMs: isOpen ? remainingMs : PROBE_PAUSE_MS,
      });
    }
    if (caller !== null) refusedCallers.delete(caller.key);
    isProbing = true;
  }

  /** Returns whether the trial call is reserved for a caller who has waited longer. */
  function isReservedForAnother(caller: Caller | null, remainingMs: number): boolean {
    if (remainingMs < -RESERVED_MS || remainingMs > 0) return false;
    const since = caller?.waitingSince ?? Infinity;
    return [...refusedCallers].some(([key, other]) => key !== caller?.key && other < since);
  }

  function note(health: UpstreamHealth): void {
    if (health === "unclear") {
      // The next call becomes the trial.
      isProbing = false;
      return;
    }
    if (isProbing) return health === "failing" ? open() : close();
    recent = [...recent, health === "failing"].slice(-REMEMBERED);
    const last = recent.slice(-FAILURES_IN_A_ROW);
    const isDown = last.length === FAILURES_IN_A_ROW && last.every((failed) => failed);
    const failures = recent.filter((failed) => failed).length;
    if (isDown || failures > REMEMBERED / 2) open();
  }

  function open(): void {
    openUntil = clock.now() + OPEN_DURATION_MS;
    reset();
  }

  function close(): void {
    openUntil = null;
    reset();
  }

  function reset(): void {
    isProbing = false;
    refusedCallers.clear();
    recent = [];
    generation += 1;
  }

  return {
    state,
    run: async (call, judge, caller = null) => {
      admit(caller);
      const begunIn = generation;
      let health: UpstreamHealth = "alive";
      try {
        return await call();
      } catch (error) {
        health = judge(error);
        throw error;
      } finally {
        if (begunIn === generation) note(health);
      }
    },
  };
}
