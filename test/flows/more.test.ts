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
const without = (text: string) => text.replaceAll(/\s+/g, "");
const buttons = () => bot.twilio.journal.messages.map((message) => message.buttons);
const MORE = [{ id: "say:/more", title: "More" }];
const say = async (body: string) => {
  await bot.twilio.sendText({ from: ADA, body });
  await bot.settle();
};

test("a very long answer stops after a few messages, and continues on request, without another model call", async () => {
  bot.openai.onMessage(/./, { content: WHOLE.join("\n\n") });
  await say("Tell me everything");
  expect(buttons()).toEqual([[], MORE]);
  await say("More!");
  expect(buttons()).toEqual([[], MORE, [], MORE]);
  await bot.twilio.pressButton({ from: ADA, text: "More", payload: "say:/more" });
  await bot.settle();
  expect(buttons().at(-1)).toEqual([]);
  expect(without(bot.sent().join(""))).toBe(without(WHOLE.join("")));
  expect(bot.openai.getRequests()).toHaveLength(1);
  for (const part of bot.sent()) expect(part.length).toBeLessThanOrEqual(1_600);
});

test("where buttons cannot be had, the offer is words to type", async () => {
  bot.openai.onMessage(/./, { content: WHOLE.join("\n\n") });
  bot.twilio.faults.next({ on: "content", kind: "code", code: 20403, status: 403 });
  await say("Tell me everything");
  expect(buttons()).toEqual([[], []]);
  expect(bot.sent()[0]).not.toMatch(OFFER);
  expect(bot.sent()[1]).toMatch(OFFER);
  await say("Yes, go on please!");
  await say("Más, por favor");
  expect(bot.sent().at(-1)).not.toMatch(OFFER);
  const read = bot.sent().map((part) => part.replace(OFFER, ""));
  expect(without(read.join(""))).toBe(without(WHOLE.join("")));
  expect(bot.openai.getRequests()).toHaveLength(1);
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
