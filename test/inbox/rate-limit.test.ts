import { expect, test } from "bun:test";
import type { Identity } from "../../src/core/message.ts";
import { createRateLimit } from "../../src/inbox/rate-limit.ts";

const ada: Identity = { phoneNumber: "whatsapp:+491511111111", externalUserId: null };
const bob: Identity = { phoneNumber: "whatsapp:+491522222222", externalUserId: null };
const T0 = 1_800_000_000_000;
const NONE = { admitted: [], refused: [] };

const limitOf = (maxMessages: number, maxUsers = 100) =>
  createRateLimit(() => ({ maxMessages, windowMs: 60_000 }), maxUsers);

test("a user may send as many as the limit in any window, however the window lies", () => {
  const { paceOf } = limitOf(2);
  expect(paceOf({ admitted: [50_000], refused: [] })).toBe("free");
  expect(paceOf({ admitted: [50_000, 1_000], refused: [] })).toBe("limited");
  expect(paceOf({ admitted: [60_000, 1_000], refused: [] })).toBe("free");
});

test("refused messages do not count towards the limit, but make a flood at three times of it", () => {
  const { paceOf } = limitOf(2);
  const refused = [50_000, 40_000, 30_000, 20_000, 10_000];
  expect(paceOf({ admitted: [], refused })).toBe("free");
  expect(paceOf({ admitted: [], refused: [...refused, 0] })).toBe("flooding");
});

test("a late message is judged by the messages sent until its own time, travel time included", () => {
  const { paceOf } = limitOf(2);
  expect(paceOf({ admitted: [10_000, -4_000], refused: [] })).toBe("limited");
  expect(paceOf({ admitted: [10_000, -9_000], refused: [] })).toBe("free");
});

test("a flood is recognised without the store once the store has reported it", () => {
  const { isFlooding, learn } = limitOf(2);
  expect(isFlooding(ada, T0)).toBe(false);
  learn(ada, { admitted: [40_000, 30_000], refused: [20_000, 15_000, 10_000, 5_000] }, T0);
  expect(isFlooding(ada, T0)).toBe(true);
  expect(isFlooding(ada, T0 + 20_000)).toBe(false);
  expect(isFlooding(bob, T0)).toBe(false);
});

test("messages stored since then count towards a flood too", () => {
  const { isFlooding, learn, count } = limitOf(1);
  learn(ada, NONE, T0);
  for (const at of [T0, T0 + 1, T0 + 2]) {
    expect(isFlooding(ada, at)).toBe(false);
    count(ada, at);
  }
  expect(isFlooding(ada, T0 + 3)).toBe(true);
});

test("a user is the same under number and username", () => {
  const { isFlooding, learn } = limitOf(1);
  const username = { phoneNumber: null, externalUserId: "whatsapp:DE.ada" };
  learn(
    { ...ada, externalUserId: username.externalUserId },
    { admitted: [3, 2, 1], refused: [] },
    T0,
  );
  expect(isFlooding(ada, T0)).toBe(true);
  expect(isFlooding(username, T0)).toBe(true);
});

test("a user who was evicted from memory is left to the store", () => {
  const { isFlooding, learn } = limitOf(1, 1);
  learn(ada, { admitted: [3, 2, 1], refused: [] }, T0);
  learn(bob, NONE, T0);
  expect(isFlooding(ada, T0)).toBe(false);
});
