import { expect, test } from "bun:test";
import type { FaultReason } from "../../src/core/errors.ts";
import { createPaidCalls } from "../../src/worker/paid-calls.ts";

function counts(reasons: readonly FaultReason[], firstAttempt = 0): number[] {
  const paidCalls = createPaidCalls();
  return reasons.map((reason, index) =>
    paidCalls.note({ userId: 7, attempt: firstAttempt + index }, reason),
  );
}

test("only the calls count that an operator may have to pay for", () => {
  expect(counts(["server", "connection", "no-answer", "rate", "timeout", "no-answer"])).toEqual([
    0, 0, 1, 0, 2, 3,
  ]);
});

test("after a restart the failures before it count, so that it buys no more calls", () => {
  expect(counts(["server", "no-answer"], 2)).toEqual([0, 3]);
});

test("a busy server is asked further, however many failures a restart has hidden", () => {
  expect(counts(["server", "rate", "connection"], 6)).toEqual([0, 0, 0]);
});

test("a message that an operator has requeued begins at zero", () => {
  const paidCalls = createPaidCalls();
  paidCalls.note({ userId: 7, attempt: 0 }, "server");
  paidCalls.note({ userId: 7, attempt: 1 }, "server");
  expect(paidCalls.note({ userId: 7, attempt: 0 }, "no-answer")).toBe(1);
  expect(paidCalls.note({ userId: 8, attempt: 0 }, "no-answer")).toBe(1);
});
