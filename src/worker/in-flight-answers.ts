import type { ReceivedMessage } from "../core/event-bus.ts";
import type { Turn } from "../store/turn.ts";

export interface InFlightAnswers {
  /**
   * Runs `answer` with a signal that aborts when a newer message of the user arrives. Returns
   * whether one did.
   */
  runInterruptibly(turn: Turn, answer: (signal: AbortSignal) => Promise<void>): Promise<boolean>;
  /**
   * Aborts the answer to this user that is made without the new message, unless a command came
   * first: a command waits for the answer, and so does everything after it. Returns whether an
   * answer is in flight.
   */
  interrupt(message: ReceivedMessage): boolean;
}

/** Tracks the users whose answers are in flight. */
export function createInFlightAnswers(): InFlightAnswers {
  const inFlight = new Map<number, { readonly turn: Turn; abort: (() => void) | null }>();
  return {
    runInterruptibly: async (turn, answer) => {
      const interruption = new AbortController();
      inFlight.set(turn.userId, { turn, abort: () => interruption.abort() });
      try {
        await answer(interruption.signal);
      } finally {
        inFlight.delete(turn.userId);
      }
      return interruption.signal.aborted;
    },
    interrupt: ({ userId, messageId, isCommand }) => {
      const made = inFlight.get(userId);
      if (made === undefined) return false;
      if (isCommand) made.abort = null;
      else if (messageId > made.turn.messageId) made.abort?.();
      return true;
    },
  };
}
