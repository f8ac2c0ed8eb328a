import { afterEach, expect, test } from "bun:test";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

test("one message is followed by its number, from the webhook to the phone", async () => {
  bot = await startTestApp();
  bot.openai.onMessage(/./, { content: "Here I am." });
  const { sid } = await bot.twilio.sendText({ from: ADA, body: "Hello" });
  await bot.settle(1_000);
  const queued = bot.log.find(({ facts }) => facts["sid"] === sid);
  const events = bot.log
    .filter(({ facts }) => facts["message"] === queued?.facts["message"])
    .map(({ event }) => event);
  expect([...new Set(events)]).toEqual([
    "message queued",
    "message answered",
    "part accepted",
    "part sent",
    "part delivered",
  ]);
});

test("a failed delivery names Twilio's code", async () => {
  bot = await startTestApp({ twilio: { callbacks: "none" } });
  bot.openai.onMessage(/./, { content: "Here I am." });
  await bot.twilio.sendText({ from: ADA, body: "Hello" });
  await bot.settle(1_000);
  await bot.twilio.reportStatus(bot.twilio.journal.messages[0]?.sid ?? "", "failed", 63016);
  const told = bot.log.find(({ event }) => event === "part failed");
  expect(told?.facts).toMatchObject({ message: 1, part: 0, code: "63016" });
});
