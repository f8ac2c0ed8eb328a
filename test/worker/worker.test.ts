import { afterEach, expect, test } from "bun:test";
import { createEventBus, NO_OTHERS } from "../../src/core/event-bus.ts";
import { textPart } from "../../src/core/reply-part.ts";
import { silentLogger } from "../../src/core/silent-logger.ts";
import { createPaidCalls } from "../../src/worker/paid-calls.ts";
import { createWorker } from "../../src/worker/worker.ts";
import { createFakeClock } from "../fake-clock.ts";
import { aMessage } from "../messages.ts";
import { openSqlite } from "../store/open-sqlite.ts";
import { waitUntil } from "../wait-for.ts";

const SETTLE_MS = 300;
const RETRY_MS = 400;
const REFUSED = { code: "busy", message: "try again" };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Starts a worker that answers with what it was asked, and counts how often it asks what is due. */
async function startWorker() {
  const clock = createFakeClock();
  const opened = await openSqlite(clock);
  const { store } = opened;
  const events = createEventBus(NO_OTHERS);
  const seen = { asked: 0, claims: 0, sent: [] as string[] };
  let refusals = 0;
  const held = new Map<string, PromiseWithResolvers<void>>();
  const worker = createWorker({
    store: {
      ...store,
      untilDue: () => {
        seen.asked += 1;
        return store.untilDue();
      },
      claimLane: (...how) => {
        seen.claims += 1;
        return store.claimLane(...how);
      },
    },
    clock,
    log: silentLogger,
    events,
    maxLanes: 2,
    owner: "me",
    isMerging: true,
    hasFallback: false,
    paidCalls: createPaidCalls(),
    apologiesFor: () => ({ busy: "", unavailable: "", somethingBroke: "", cannotAnswer: "" }),
    alertOwners: async () => {},
    answer: async (turn, { lane }) => {
      const { text } = turn;
      await held.get(text)?.promise;
      const record = { text, parts: [textPart(text)], model: null, usage: null, error: null };
      await store.recordAnswer(lane, turn, record);
    },
    send: async ({ id, content }, { lane }) => {
      if (refusals > 0) {
        refusals -= 1;
        await store.postponeSend(lane, id, RETRY_MS, REFUSED);
        return;
      }
      await store.recordAccepted(lane, id, { sid: `SM-${id}`, nextAfterMs: 0 });
      if (content.kind === "text") seen.sent.push(content.text);
    },
    lookUp: async () => {},
  });
  worker.start();
  closing.push(async () => {
    await worker.stop(0);
    await opened.close();
  });
  await waitUntil("the worker to ask what is due", () => seen.asked > 0);
  const receive = async (text: string, phoneNumber = "whatsapp:+4915110000001", isHeard = true) => {
    const verdict = { admitted: true, restMs: 3_600_000, settleMs: SETTLE_MS } as const;
    const identity = { phoneNumber, externalUserId: null };
    await store.receive(
      aMessage({ sid: `SM-${text}`, text, from: phoneNumber, identity }),
      () => verdict,
    );
    if (isHeard) events.publish({ kind: "due", afterMs: SETTLE_MS });
  };
  const refuse = (times: number) => {
    refusals = times;
  };
  /** Has the answer to this text wait; returns the function that lets it go on. */
  const hold = (text: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    held.set(text, { promise, resolve, reject });
    return resolve;
  };
  const { lanesAtWork, drain } = worker;
  return { clock, seen, receive, refuse, hold, lanesAtWork, drain };
}

test("a message that waits for others is claimed when it is due, and nothing is asked until then", async () => {
  const { clock, seen, receive } = await startWorker();
  await receive("hello");
  await clock.advance(SETTLE_MS - 1);
  expect(seen).toEqual({ asked: 1, claims: 0, sent: [] });
  await clock.advance(1);
  await waitUntil("the answer", () => seen.sent.length > 0, { found: () => seen });
  expect(seen.sent).toEqual(["hello"]);
  expect(seen.claims).toBe(1);
});

test("an answered user's lane leaves nothing to ask about", async () => {
  const { clock, seen, receive, lanesAtWork } = await startWorker();
  await receive("hello");
  await clock.advance(SETTLE_MS);
  await waitUntil("the answer", () => seen.sent.length > 0, { found: () => seen });
  await waitUntil("the end of the lane", () => lanesAtWork() === 0);
  expect(seen).toEqual({ asked: 1, claims: 1, sent: ["hello"] });
});

test("an answer that could not be sent yet is sent when it is due again, and nothing is asked until then", async () => {
  const { clock, seen, receive, refuse, lanesAtWork } = await startWorker();
  refuse(1);
  await receive("hello");
  await clock.advance(SETTLE_MS);
  await waitUntil("the end of the lane", () => seen.claims === 1 && lanesAtWork() === 0);
  await clock.advance(RETRY_MS - 1);
  expect(seen).toEqual({ asked: 1, claims: 1, sent: [] });
  await clock.advance(1);
  await waitUntil("the answer", () => seen.sent.length > 0, { found: () => seen });
  expect(seen).toEqual({ asked: 1, claims: 2, sent: ["hello"] });
});

test("a worker whose lanes end one after the other still asks every second for what others made due", async () => {
  const { clock, seen, receive, hold, lanesAtWork } = await startWorker();
  const goOn = [hold("one"), hold("two")];
  await receive("one");
  await receive("two", "whatsapp:+4915110000002");
  await clock.advance(SETTLE_MS);
  await waitUntil("both answers to begin", () => lanesAtWork() === 2, { found: () => seen });
  const { asked } = seen;
  for (const [index, next] of goOn.entries()) {
    await clock.advance(400);
    next();
    await waitUntil("the end of a lane", () => lanesAtWork() === 1 - index);
  }
  expect(seen.asked).toBe(asked);
  await clock.advance(200);
  expect(seen.asked).toBe(asked + 1);
});

test("an answer that is due again after a drain is sent when it is due", async () => {
  const { clock, seen, receive, refuse, drain, lanesAtWork } = await startWorker();
  refuse(1);
  await receive("hello");
  await clock.advance(SETTLE_MS);
  await waitUntil("the end of the lane", () => seen.claims === 1 && lanesAtWork() === 0);
  // Only the drain finds it.
  await receive("good morning", "whatsapp:+4915110000003", false);
  await clock.advance(SETTLE_MS);
  await drain();
  expect(seen.sent).toEqual(["good morning"]);
  await clock.advance(RETRY_MS - SETTLE_MS);
  await waitUntil("the answer", () => seen.sent.length > 1, { found: () => seen });
});
