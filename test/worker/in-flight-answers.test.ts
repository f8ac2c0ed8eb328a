import { expect, test } from "bun:test";
import type { Turn } from "../../src/store/turn.ts";
import { createInFlightAnswers } from "../../src/worker/in-flight-answers.ts";

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else of it is read.
const turn = { userId: 1, messageId: 7 } as Turn;

test.each([true, false])(
  "an owner who takes over ends the answer in the making, also one that new messages cannot (%p)",
  async (mayWait) => {
    const answers = createInFlightAnswers();
    const aborted = answers.runInterruptibly(
      turn,
      mayWait,
      (signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve());
        }),
    );
    expect(answers.abort(2)).toBe(false);
    const message = { userId: 1, messageId: 8, isCommand: true };
    expect(answers.interrupt(message)).toBe(true);
    expect(answers.abort(1)).toBe(true);
    expect(await aborted).toBe(true);
    expect(answers.abort(1)).toBe(false);
  },
);
