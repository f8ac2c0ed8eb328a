import type { ReceivedMessage } from "../core/event-bus.ts";
import type { Turn } from "../store/turn.ts";

export interface InFlightAnswers {
  /**
   * Runs `answer` with a signal that aborts when a newer message of the user arrives, if it may wait
   * for that, or when an owner takes the user over. Returns whether it was aborted.
   */
  runInterruptibly(
    turn: Turn,
    mayWait: boolean,
    answer: (signal: AbortSignal) => Promise<void>,
  ): Promise<boolean>;
  /**
   * Aborts the answer to this user that is made without the new message, unless a command came
   * first: a command waits for the answer, and so does everything after it. Returns whether an
   * answer is in flight.
   */
  interrupt(message: ReceivedMessage): boolean;
  /** Aborts the answer to this user, whatever came first. Returns whether one is in flight. */
  abort(userId: number): boolean;
}

interface InFlight {
  readonly turn: Turn;
  /** Null once a command waits for the answer, or if it was interrupted often enough. */
  abort: (() => void) | null;
  readonly end: () => void;
}

/** Tracks the users whose answers are in flight. */
export function createInFlightAnswers(): InFlightAnswers {
  const inFlight = new Map<number, InFlight>();
  return {
    runInterruptibly: async (turn, mayWait, answer) => {
      const interruption = new AbortController();
      const end = () => interruption.abort();
      inFlight.set(turn.userId, { turn, abort: mayWait ? end : null, end });
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
    abort: (userId) => {
      const made = inFlight.get(userId);
      made?.end();
      return made !== undefined;
    },
  };
}
