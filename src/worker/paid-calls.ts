import type { Reason } from "../core/errors.ts";
import type { Turn } from "../store/turn.ts";

/**
 * The number of users whose failures are remembered; more wait at once only if nothing is answered.
 */
const REMEMBERED = 5_000;
/**
 * Failures that cost or may cost money; a refused connection, a busy or a broken server costs
 * nothing.
 */
const PAID: ReadonlySet<Reason | null> = new Set(["no-answer", "timeout"]);

export interface PaidCalls {
  /**
   * Records a failed call. Returns how many of the turn's calls may have been paid for, or 0 if
   * this one cost nothing.
   */
  note(turn: Pick<Turn, "userId" | "attempt">, reason: Reason | null): number;
}

/**
 * Counts the failed calls of each user's turn that may have been paid for: a turn keeps its count
 * when more messages join it. The database counts failures of any kind: one that this process did
 * not see counts as paid, so that a restart allows no more.
 */
export function createPaidCalls(): PaidCalls {
  const free = new Map<number, number>();
  return {
    note: ({ userId, attempt }, reason) => {
      const isPaid = PAID.has(reason);
      // A new or requeued turn starts at zero.
      const freeBefore = Math.min(attempt, free.get(userId) ?? 0);
      // Deleted first, so that it becomes the newest entry.
      free.delete(userId);
      free.set(userId, freeBefore + (isPaid ? 0 : 1));
      const [oldest] = free.keys();
      if (free.size > REMEMBERED && oldest !== undefined) free.delete(oldest);
      return isPaid ? attempt - freeBefore + 1 : 0;
    },
  };
}
