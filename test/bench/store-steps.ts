import { textPart } from "../../src/core/reply-part.ts";
import type { InboundMessage } from "../../src/core/message.ts";
import { systemClock } from "../../src/core/system-clock.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { sidOf, userOf } from "./signed-requests.ts";

const LEASE = {
  leaseMs: 30_000,
  mayAnswer: true,
  isMerged: true,
  suspects: { kind: "begin" },
} as const;
const CALL = {
  voidBefore: 0,
  historyFrom: null,
  budget: { day: "2026-11-22", tokens: 500, dailyLimit: 0, dailyLimitPerUser: 0 },
};
const USAGE = { promptTokens: 400, completionTokens: 60, totalTokens: 460, cachedTokens: 0 };

/** Milliseconds of each step of one answer's way through the store. */
export type StepTimes = Readonly<Record<string, number>>;

export interface StoreSetup {
  /** Takes one message of this user all the way, and times each step. */
  answerOne(number: number, userIndex: number): Promise<StepTimes>;
  close(): Promise<void>;
}

export async function openSetup(path: string): Promise<StoreSetup> {
  const store = await openSqliteStore({ path, clock: systemClock });
  return {
    answerOne: (number, userIndex) => answerOne(store, number, userIndex),
    close: () => store.close(),
  };
}

async function answerOne(store: Store, number: number, userIndex: number): Promise<StepTimes> {
  const times: Record<string, number> = {};
  async function time<T>(name: string, step: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const result = await step();
    times[name] = performance.now() - startedAt;
    return result;
  }
  await time("receive", () =>
    store.receive(textFrom(userIndex, number), () => ({
      admitted: true,
      restMs: 86_400_000,
      settleMs: 0,
    })),
  );
  const lane = expected(await time("claim", () => store.claimLane("me", LEASE.leaseMs)));
  const step = expected(await time("next step: answer", () => store.nextStep(lane, LEASE)));
  if (step.kind !== "answer") throw new Error(`expected an answer, found ${step.kind}`);
  const { turn } = step;
  await time("history", () => store.history(turn, 20));
  await time("attachments", () => store.attachmentsOf(turn));
  await time("begin model call", () => store.beginModelCall(lane, turn, CALL));
  const text = `An answer of ordinary length to question ${number}.`;
  await time("record answer", () =>
    store.recordAnswer(lane, turn, {
      text,
      parts: [textPart(text)],
      model: "m",
      usage: USAGE,
      error: null,
    }),
  );
  const send = expected(await time("next step: send", () => store.nextStep(lane, LEASE)));
  if (send.kind !== "send") throw new Error(`expected a send, found ${send.kind}`);
  const sid = sidOf(-number);
  await time("record accepted", () =>
    store.recordAccepted(lane, send.part.id, { sid, nextAfterMs: 0 }),
  );
  await time("release", () => store.releaseLane(lane));
  const { nonce } = send.part;
  await time("delivery report", () =>
    store.recordStatus({ nonce, sid, status: "delivered", errorCode: null }),
  );
  // A report makes the lane due: a worker that claims it finds nothing to do and releases it.
  const again = await store.claimLane("me", LEASE.leaseMs);
  if (again !== null) await store.releaseLane(again);
  await time("next due", () => store.untilDue());
  await time("overview", () => store.overview());
  return times;
}

function textFrom(userIndex: number, number: number): InboundMessage {
  const from = userOf(userIndex);
  return {
    sid: sidOf(number),
    from,
    to: "whatsapp:+14155238886",
    identity: { phoneNumber: from, externalUserId: null },
    profileName: "Ada",
    type: "text",
    text: `A question of ordinary length, number ${number}.`,
    attachments: [],
    location: null,
    quotedSid: null,
    isForwarded: false,
    raw: {},
  };
}

function expected<T>(found: T | null): T {
  if (found === null) throw new Error("there was nothing to do");
  return found;
}
