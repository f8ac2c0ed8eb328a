import { afterEach, expect, test } from "bun:test";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const askAgain = (messageId: string) =>
  bot.write(
    `INSERT INTO jobs (kind, payload, run_at, created_at, updated_at)
     VALUES ('retry', '{"messageId":"${messageId}"}', ${bot.clock.now()}, 0, 0)`,
  );

test("a message that was given up is answered after all when its owner asks for it", async () => {
  bot = await startTestApp();
  bot.openai.nextRequestError(401, { message: "no", code: "invalid_api_key" });
  await bot.twilio.sendText({ from: ADA, body: "Hello" });
  await bot.settle();
  bot.openai.onMessage(/./, { content: "Here I am." });
  await askAgain("1");
  await bot.app.maintain();
  await bot.settle();
  expect(bot.sent()).toEqual([expect.stringContaining("sorry"), "Here I am."]);
  expect(await bot.rows("SELECT * FROM jobs")).toEqual([]);
});

test("a job that cannot succeed is kept with its reason, and not tried again", async () => {
  bot = await startTestApp();
  await askAgain("7");
  await bot.app.maintain();
  expect(await bot.rows("SELECT state, error FROM jobs")).toEqual([
    { state: "failed", error: "message 7 was not given up" },
  ]);
});
