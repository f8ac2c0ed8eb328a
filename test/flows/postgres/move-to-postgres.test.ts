import { expect, test } from "bun:test";
import { copyToPostgres } from "../../../src/store/copy/copy-to-postgres.ts";
import { ADA, BOB, startTestApp } from "../../harness.ts";
import { openEmptyDatabase } from "../../postgres.ts";
import { sqliteDatabase } from "../../story-database.ts";

test("a bot that moved to PostgreSQL continues: nothing is lost, asked or answered twice", async () => {
  const target = await openEmptyDatabase();
  const bot = await startTestApp({ database: sqliteDatabase });
  bot.openai.onMessage(/./, { content: "Here I am." });
  const { sid } = await bot.twilio.sendText({ from: ADA, body: "My canary is called Tweety" });
  await bot.settle(1_000);
  bot.openai.nextRequestError(503, { message: "busy" });
  await bot.twilio.sendText({ from: BOB, body: "Not answered before the move" });
  await bot.settle();
  const asked = bot.openai.getRequests().length;
  await bot.restart({ DATABASE_URL: target.url }, async () => {
    const copied = await copyToPostgres({ path: bot.database, url: target.url }, () => {});
    expect(copied.find(({ table }) => table === "messages")?.rows).toBe(2);
  });
  await bot.settle(60_000);
  expect(bot.sent(BOB)).toEqual(["Here I am."]);
  await bot.twilio.repeat(sid);
  await bot.twilio.sendText({ from: ADA, body: "What is it called?" });
  await bot.settle(1_000);
  expect(bot.sent(ADA)).toEqual(["Here I am.", "Here I am."]);
  const requests = bot.openai.getRequests().slice(asked);
  expect(requests).toHaveLength(2);
  expect(JSON.stringify(requests.at(-1))).toContain("My canary is called Tweety");
  await bot.stop();
  await target.drop();
});
