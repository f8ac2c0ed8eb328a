import type { ReceivedMessage } from "../core/event-bus.ts";
import type { Turn } from "../store/turn.ts";

export interface InFlightAnswers {
  /** Runs `answer` with a signal that is aborted when a newer message of the user comes; whether one came. */
  runInterruptibly(turn: Turn, answer: (signal: AbortSignal) => Promise<void>): Promise<boolean>;
  /**
   * A message came: an answer to this user that is made without it is called off; not once one came
   * that stands apart: it waits for the answer, and all behind it too. Whether one is made.
   */
  interrupt(message: ReceivedMessage): boolean;
}

/** Keeps in mind which users' answers are just being made. */
export function createInFlightAnswers(): InFlightAnswers {
  const underWay = new Map<number, { readonly turn: Turn; callOff: (() => void) | null }>();
  return {
    runInterruptibly: async (turn, answer) => {
      const overtaken = new AbortController();
      underWay.set(turn.userId, { turn, callOff: () => overtaken.abort() });
      try {
        await answer(overtaken.signal);
      } finally {
        underWay.delete(turn.userId);
      }
      return overtaken.signal.aborted;
    },
    interrupt: ({ userId, messageId, isCommand }) => {
      const made = underWay.get(userId);
      if (made === undefined) return false;
      if (isCommand) made.callOff = null;
      else if (messageId > made.turn.messageId) made.callOff?.();
      return true;
    },
  };
}
