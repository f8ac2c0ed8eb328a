import type { Reason } from "../core/errors.ts";
import type { Turn } from "../store/turn.ts";

/** Users whose failures are remembered; more wait at once only where nothing is answered. */
const REMEMBERED = 5_000;
/** A refused connection, a busy and a broken server cost nothing; these do, or may. */
const PAID: ReadonlySet<Reason | null> = new Set(["no-answer", "timeout"]);

export interface PaidCalls {
  /**
   * Notes a failed call, and returns how many of the turn's calls may have been paid for; 0 where
   * this one cost nothing.
   */
  note(turn: Pick<Turn, "userId" | "attempt">, reason: Reason | null): number;
}

/**
 * Counts the failed calls of each user's turn that may have been paid for: a turn keeps its count when
 * more messages join it. The database counts failures of any kind: one that this process did not see
 * is taken for paid, so that a restart buys no more.
 */
export function createPaidCalls(): PaidCalls {
  const free = new Map<number, number>();
  return {
    note: ({ userId, attempt }, reason) => {
      const isPaid = PAID.has(reason);
      // A new turn, and one that was taken up again, begins at none.
      const freeBefore = Math.min(attempt, free.get(userId) ?? 0);
      // Set anew, it is the newest entry.
      free.delete(userId);
      free.set(userId, freeBefore + (isPaid ? 0 : 1));
      const [oldest] = free.keys();
      if (free.size > REMEMBERED && oldest !== undefined) free.delete(oldest);
      return isPaid ? attempt - freeBefore + 1 : 0;
    },
  };
}
