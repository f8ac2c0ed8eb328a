import { TransientError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports.ts";

/** The pace at which each user can be written to: WhatsApp takes a burst, and then one message in six seconds. */
export interface UserPace {
  /** Throws `TransientError` if this user must not be written to yet. */
  check(to: string): void;
  /** Returns the error for a send that WhatsApp refused as too fast; each one in a row waits four times as long. */
  slowDown(to: string): TransientError;
  /** Notes that a send to this user was accepted. */
  accepted(to: string): void;
}

const FIRST_WAIT_MS = 4_000;
const LONGEST_WAIT_MS = 256_000;
const MAX_USERS = 10_000;

/** Creates the pace of a number's users. */
export function createUserPace(clock: Pick<Clock, "now">): UserPace {
  const held = new Map<string, { readonly until: number; readonly waitMs: number }>();

  return {
    check: (to) => {
      const leftMs = (held.get(to)?.until ?? 0) - clock.now();
      // A clock that was set back must not hold a user for longer than any wait.
      if (leftMs > 0 && leftMs <= LONGEST_WAIT_MS) throw tooFast(leftMs);
    },
    slowDown: (to) => {
      const before = held.get(to)?.waitMs ?? FIRST_WAIT_MS / 4;
      const waitMs = Math.min(before * 4, LONGEST_WAIT_MS);
      const oldest = held.keys().next();
      if (held.size >= MAX_USERS && oldest.done !== true) held.delete(oldest.value);
      held.set(to, { until: clock.now() + waitMs, waitMs });
      return tooFast(waitMs);
    },
    accepted: (to) => void held.delete(to),
  };
}

function tooFast(retryAfterMs: number): TransientError {
  return new TransientError("WhatsApp takes no more messages to this user for now", {
    code: "131056",
    reason: "user-rate",
    retryAfterMs,
  });
}
