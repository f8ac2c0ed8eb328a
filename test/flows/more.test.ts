import { afterEach, beforeEach, expect, test } from "bun:test";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
beforeEach(async () => {
  bot = await startTestApp({ settings: { MAX_REPLY_PARTS: "2" } });
});
afterEach(() => bot.stop());

const paragraph = (number: number) =>
  `Paragraph ${number}. ${"Words and words. ".repeat(80).trim()}`;
const WHOLE = Array.from({ length: 5 }, (_, index) => paragraph(index + 1));
const OFFER = /\n\n\(There is more: .*\)$/;
const say = async (body: string) => {
  await bot.twilio.sendText({ from: ADA, body });
  await bot.settle();
};

test("a very long answer stops after a few messages, and continues on request, without another model call", async () => {
  bot.openai.onMessage(/./, { content: WHOLE.join("\n\n") });
  await say("Tell me everything");
  expect(bot.sent()).toHaveLength(2);
  expect(bot.sent()[0]).not.toMatch(OFFER);
  expect(bot.sent()[1]).toMatch(OFFER);
  await say("More!");
  expect(bot.sent()).toHaveLength(4);
  await say("go on");
  expect(bot.sent()).toHaveLength(5);
  expect(bot.sent().map((part) => part.replace(OFFER, ""))).toEqual(WHOLE);
  expect(bot.sent().at(-1)).not.toMatch(OFFER);
  expect(bot.openai.getRequests()).toHaveLength(1);
  for (const part of bot.sent()) expect(part.length).toBeLessThanOrEqual(1_600);
});

test("more of nothing is a word like any other, and so it is after another answer", async () => {
  bot.openai.onMessage(/everything/, { content: WHOLE.join("\n\n") });
  bot.openai.onMessage(/./, { content: "Short." });
  await say("more");
  expect(bot.sent()).toEqual(["Short."]);
  await say("everything");
  await say("something else");
  await say("more");
  expect(bot.sent().at(-1)).toBe("Short.");
});
