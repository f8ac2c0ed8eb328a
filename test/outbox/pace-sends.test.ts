import { expect, test } from "bun:test";
import type { CallRate } from "../../src/core/call-rate.ts";
import type { Messenger } from "../../src/core/ports.ts";
import { textPart } from "../../src/core/reply-part.ts";
import { paceSends } from "../../src/outbox/pace-sends.ts";

const ADA = { to: "agent:1:user:1", from: "agent:1" };
const RATES = { sends: { perMinute: 12 }, statuses: { perMinute: 11 } };
const part = { ...ADA, content: textPart("Hello"), nonce: "n" };

function paced(pace: typeof RATES | null, waitMs: number) {
  const calls: string[] = [];
  const messenger: Messenger = {
    send: async () => {
      calls.push("send");
      return { sid: "1" };
    },
    listSentTo: async () => null,
    showTyping: async () => void calls.push("typing"),
  };
  const channel = { address: "agent:1", pace };
  const store = {
    takePlace: async (name: string, { perMinute }: CallRate) => {
      calls.push(`${name}: ${perMinute}`);
      return waitMs;
    },
  };
  const channels = { ofUser: () => channel, ofMessage: () => channel };
  return { calls, messenger: paceSends(messenger, { store, channels }) };
}

test("a send with a place is made, and one without a place waits and is not made", async () => {
  const free = paced(RATES, 0);
  await free.messenger.send(part);
  await free.messenger.showTyping("1");
  expect(free.calls).toEqual(["sends agent:1: 12", "send", "statuses agent:1: 11", "typing"]);
  const full = paced(RATES, 4_000);
  const refused = await Promise.allSettled([
    full.messenger.send(part),
    full.messenger.showTyping("1"),
  ]);
  const reason = {
    name: "TransientError",
    reason: "user-rate",
    code: "paced",
    retryAfterMs: 4_000,
  };
  expect(refused).toMatchObject([{ reason }, { reason }]);
  expect(full.calls).toEqual(["sends agent:1: 12", "statuses agent:1: 11"]);
});

test("a messenger without limits a minute is not held back, and nothing is counted", async () => {
  const { calls, messenger } = paced(null, 4_000);
  await messenger.send(part);
  await messenger.showTyping("1");
  expect(calls).toEqual(["send", "typing"]);
});
