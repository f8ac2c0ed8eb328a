import { afterEach, expect, test } from "bun:test";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

test("a question that waits for its next try is answered though the clock is set back, and nothing else comes", async () => {
  bot = await startTestApp();
  bot.openai.onMessage(/./, { content: "Here I am." });
  bot.openai.nextRequestError(503, { message: "overloaded" });
  await bot.twilio.sendText({ from: ADA, body: "Hello" });
  await bot.app.drain();
  bot.clock.jump(-60 * 60_000);
  await bot.settle(60_000);
  expect(bot.sent(ADA)).toEqual(["Here I am."]);
});
