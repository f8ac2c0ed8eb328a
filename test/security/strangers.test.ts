import { afterEach, expect, test } from "bun:test";
import { rounds } from "../depth.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const AT_ONCE = 25;

test("thousands of strangers cost no model call, and each at most one sentence a day", async () => {
  const strangers = rounds(50, 10_000);
  bot = await startTestApp({ settings: { WHITELISTED_USERS: ADA } });
  bot.openai.onMessage(/[^]*/, { content: "Yes." });
  for (let first = 0; first < strangers; first += AT_ONCE) {
    const group = Array.from({ length: AT_ONCE }, (_, index) => {
      const from = `whatsapp:+49160${String(first + index).padStart(7, "0")}`;
      return Promise.all(["Hello", "Hello?"].map((body) => bot.twilio.sendText({ from, body })));
    });
    await Promise.all(group);
  }
  await bot.settle(60_000);
  expect(bot.openai.getRequests()).toEqual([]);
  expect(bot.sent().length).toBe(strangers);
  expect(await bot.rows("SELECT content FROM messages WHERE content IS NOT NULL")).toEqual([]);
  await bot.twilio.sendText({ from: ADA, body: "Still there?" });
  await bot.settle();
  expect(bot.sent(ADA)).toEqual(["Yes."]);
});

test("one user cannot spend more than the limit by changing between number and username", async () => {
  bot = await startTestApp({ settings: { RATE_LIMIT_MESSAGES: "5" } });
  bot.openai.onMessage(/[^]*/, { content: "Yes." });
  const username = "whatsapp:DE.ada.42";
  for (let count = 0; count < 20; count += 1) {
    await bot.twilio.deliver(
      count % 2 === 0
        ? { From: ADA, ExternalUserId: username, Body: `${count}` }
        : { From: username, ExternalUserId: username, WaId: undefined, Body: `${count}` },
    );
  }
  await bot.settle();
  expect(await bot.rows("SELECT id FROM messages WHERE state <> 'discarded'")).toHaveLength(5);
  expect(bot.openai.getRequests().length).toBeWithin(1, 6);
});
