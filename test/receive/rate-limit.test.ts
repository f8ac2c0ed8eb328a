import { expect, test } from "bun:test";
import type { Identity } from "../../src/core/message.ts";
import { createRateLimit } from "../../src/receive/rate-limit.ts";
import type { Arrivals } from "../../src/store/people.ts";

const ada: Identity = { phoneNumber: "whatsapp:+491511111111", externalUserId: null };
const T0 = 1_800_000_000_000;

function limitOf(
  maxMessages: number,
  stored: Arrivals = { admitted: [], refused: [] },
  maxPeople = 100,
) {
  let reads = 0;
  const rateLimit = createRateLimit({
    maxMessages,
    windowMs: 60_000,
    maxPeople,
    isShared: false,
    arrivalsSince: async (_identity, since) => {
      reads += 1;
      return {
        admitted: stored.admitted.filter((at) => at > since),
        refused: stored.refused.filter((at) => at > since),
      };
    },
  });
  return { rateLimit, reads: () => reads };
}

test("a person may send as many as the limit in any window, however the window lies", async () => {
  const { rateLimit } = limitOf(2);
  const verdicts: string[] = [];
  for (const at of [T0, T0 + 50_000, T0 + 59_999, T0 + 60_000, T0 + 109_999, T0 + 110_000]) {
    const verdict = await rateLimit.check(ada, at);
    verdicts.push(verdict);
    if (verdict === "free") rateLimit.count(ada, at, true);
  }
  expect(verdicts).toEqual(["free", "free", "limited", "free", "limited", "free"]);
});

test("refused messages do not count towards the limit, but make a flood at three times of it", async () => {
  const { rateLimit } = limitOf(2);
  await rateLimit.check(ada, T0);
  for (let index = 0; index < 5; index += 1) rateLimit.count(ada, T0, false);
  expect(await rateLimit.check(ada, T0)).toBe("free");
  rateLimit.count(ada, T0, false);
  expect(await rateLimit.check(ada, T0)).toBe("flooding");
  expect(await rateLimit.check(ada, T0 + 60_000)).toBe("free");
});

test("neither a restart nor an eviction lifts the limit", async () => {
  const stored = { admitted: [T0 - 1_000, T0 - 500], refused: [] };
  const { rateLimit, reads } = limitOf(2, stored, 1);
  expect(await rateLimit.check(ada, T0)).toBe("limited");
  expect(await rateLimit.check(ada, T0)).toBe("limited");
  expect(reads()).toBe(1);
  await rateLimit.check({ phoneNumber: "whatsapp:+491522222222", externalUserId: null }, T0);
  expect(await rateLimit.check(ada, T0)).toBe("limited");
  expect(reads()).toBe(3);
});

test("a person is the same under number and username", async () => {
  const { rateLimit } = limitOf(1);
  const both = { ...ada, externalUserId: "whatsapp:DE.ada" };
  await rateLimit.check(both, T0);
  rateLimit.count(both, T0, true);
  expect(await rateLimit.check(ada, T0)).toBe("limited");
  const username = { phoneNumber: null, externalUserId: "whatsapp:DE.ada" };
  expect(await rateLimit.check(username, T0)).toBe("limited");
});

test("one person's pace is nothing to another's", async () => {
  const { rateLimit } = limitOf(1);
  await rateLimit.check(ada, T0);
  rateLimit.count(ada, T0, true);
  const bob = { phoneNumber: "whatsapp:+491522222222", externalUserId: null };
  expect(await rateLimit.check(bob, T0)).toBe("free");
});

test("a moment of the past is judged by what is stored of the time before it", async () => {
  const stored = { admitted: [T0, T0 + 1_000], refused: [T0 + 2_000, T0 + 3_000, T0 + 3_500] };
  const { rateLimit } = limitOf(2, { ...stored, refused: [...stored.refused, T0 + 3_600] });
  expect(await rateLimit.checkPast(ada, T0 - 10_000)).toBe("free");
  expect(await rateLimit.checkPast(ada, T0 - 3_500)).toBe("limited");
  expect(await rateLimit.checkPast(ada, T0 + 1_000)).toBe("flooding");
  expect(await rateLimit.checkPast(ada, T0 + 60_500)).toBe("free");
});

test("where others receive as well, only what the store tells limits, and a flood is known from then on", async () => {
  const rateLimit = createRateLimit({
    maxMessages: 2,
    windowMs: 60_000,
    isShared: true,
    arrivalsSince: () => Promise.reject(new Error("nobody asks for it")),
  });
  expect(rateLimit.paceOf({ admitted: [50_000], refused: [] })).toBe("free");
  expect(rateLimit.paceOf({ admitted: [50_000, 1_000], refused: [] })).toBe("limited");
  expect(rateLimit.paceOf({ admitted: [60_000, 1_000, -9_000], refused: [] })).toBe("free");
  for (let index = 0; index < 3; index += 1) {
    expect(await rateLimit.check(ada, T0)).toBe("free");
    rateLimit.count(ada, T0, true);
  }
  const told = { admitted: [40_000, 30_000], refused: [20_000, 15_000, 10_000, 5_000] };
  expect(rateLimit.paceOf(told)).toBe("flooding");
  rateLimit.learn(ada, told, T0);
  expect(await rateLimit.check(ada, T0)).toBe("flooding");
  expect(await rateLimit.check(ada, T0 + 20_000)).toBe("free");
});
