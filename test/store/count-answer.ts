import { textPart } from "../../src/core/reply-part.ts";
import type { Store } from "../../src/store/store.ts";
import { aMessage } from "../messages.ts";
import { bill, money } from "./conformance/charges.ts";
import { admitted, call, LEASE } from "./conformance/setup.ts";

const REPORTS = ["accepted", "sent", "delivered", "read"] as const;

/** Lets a user have one answer as a worker gives it, with the reports on it, and returns how many statements that took. */
export async function countAnswer(store: Store, count: () => number): Promise<number> {
  await answer(store, "first");
  const before = count();
  await answer(store, "second");
  return count() - before;
}

async function answer(store: Store, text: string): Promise<void> {
  await store.receive(aMessage({ sid: `SM-in-${text}`, text }), admitted);
  await store.untilDue();
  const lane = await store.claimLane("me", LEASE.leaseMs, LEASE);
  if (lane === null) throw new Error("no lane is due");
  const step = await store.nextStep(lane, LEASE);
  if (step?.kind !== "answer") throw new Error(`expected an answer, found ${step?.kind}`);
  await store.history(step.turn, 10);
  await store.beginModelCall(lane, step.turn, call({ money: money() }));
  await store.recordAnswer(lane, step.turn, {
    text,
    model: "m",
    usage: null,
    error: null,
    parts: [textPart(text)],
    bill: bill(40n),
  });
  const next = await store.nextStep(lane, LEASE);
  if (next?.kind !== "send") throw new Error(`expected a send, found ${next?.kind}`);
  const { id, nonce } = next.part;
  const sid = `SM-out-${text}`;
  await store.recordAccepted(lane, id, { sid, nextAfterMs: 0 });
  await store.nextStep(lane, LEASE);
  await store.releaseLane(lane);
  const reports = REPORTS.map((status) => ({ nonce, sid, status, errorCode: null }));
  await Promise.all(reports.map((report) => store.recordStatus(report)));
}
