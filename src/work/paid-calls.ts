import type { FaultReason } from "../core/errors.ts";
import type { Turn } from "../store/store.ts";

/** Messages whose failures are remembered; more wait at once only where nothing is answered. */
const REMEMBERED = 5_000;
/** A refused connection, a busy and a broken server cost nothing; these do, or may. */
const PAID: ReadonlySet<FaultReason | null> = new Set(["no-answer", "timeout"]);

export interface PaidCalls {
  /** Notes a failed call, and returns how many of the message's calls may have been paid for. */
  note(turn: Pick<Turn, "messageId" | "attempt">, reason: FaultReason | null): number;
}

/**
 * Counts the failed calls of each message that may have been paid for. The database counts failures
 * of any kind: one that this process did not see is taken for paid, so that a restart buys no more.
 */
export function createPaidCalls(): PaidCalls {
  const free = new Map<number, number>();
  return {
    note: ({ messageId, attempt }, reason) => {
      const isPaid = PAID.has(reason);
      // A message that was taken up again begins at none.
      const freeBefore = Math.min(attempt, free.get(messageId) ?? 0);
      // Set anew, it is the newest entry.
      free.delete(messageId);
      free.set(messageId, freeBefore + (isPaid ? 0 : 1));
      const [oldest] = free.keys();
      if (free.size > REMEMBERED && oldest !== undefined) free.delete(oldest);
      return attempt - freeBefore + (isPaid ? 1 : 0);
    },
  };
}
