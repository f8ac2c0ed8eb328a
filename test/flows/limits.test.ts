import { afterEach, expect, test } from "bun:test";
import { TransientError } from "../../src/core/errors.ts";
import { en } from "../../src/text/sentences/en.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { anAnswer } from "../replies.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const usage = { input_tokens: 450, output_tokens: 50, total_tokens: 500 };
const start = async (settings: Record<string, string>) => {
  // The tools of memory would stand in every prompt.
  const small = { OPENAI_MAX_OUTPUT_TOKENS: "100", MEMORY: "off" };
  bot = await startTestApp({ settings: { ...small, ...settings } });
  bot.openai.onMessage(/./, { content: "Yes.", usage });
};
const ask = async (from = ADA, body = "Hello") => {
  await bot.twilio.sendText({ from, body });
  await bot.settle();
};
/** The descriptions of tools would count too. */
const WITHOUT_TOOLS = { REMINDERS: "off" };
const calls = () => bot.openai.getRequests();
const asked = () => calls().map((request) => JSON.stringify(request.body));

test("a user who has spent a day's tokens gets one friendly sentence, costs nothing more, and is answered again tomorrow", async () => {
  await start({ DAILY_TOKEN_LIMIT_PER_USER: "1200", ...WITHOUT_TOOLS });
  for (let count = 0; count < 5; count += 1) await ask();
  expect(bot.sent(ADA)).toEqual(["Yes.", "Yes.", expect.stringContaining("tomorrow")]);
  expect(calls()).toHaveLength(2);
  await ask(BOB);
  expect(bot.sent(BOB)).toEqual(["Yes."]);
  bot.clock.jump(24 * 3_600_000);
  await ask();
  expect(bot.sent(ADA).at(-1)).toBe("Yes.");
  expect(await bot.rows("SELECT state FROM messages WHERE state <> 'done'")).toEqual([]);
});

test("the owner is alerted when a limit is reached, once", async () => {
  const owner = "whatsapp:+4915199999999";
  await start({ DAILY_TOKEN_LIMIT_PER_USER: "600", ADMIN_USERS: "+4915199999999" });
  for (let count = 0; count < 4; count += 1) await ask();
  expect(bot.sent(owner)).toEqual([expect.stringContaining("DAILY_TOKEN_LIMIT")]);
});

test("many strangers together cannot spend more than a day's tokens", async () => {
  await start({ DAILY_TOKEN_LIMIT: "5000", ...WITHOUT_TOOLS });
  for (let count = 0; count < 30; count += 1) await ask(`whatsapp:+49151000000${count + 10}`);
  const answered = calls().length;
  expect(answered).toBeWithin(8, 11);
  const [all] = await bot.rows<{ tokens: number }>(
    "SELECT sum(tokens) AS tokens FROM spending WHERE user_id <> 0",
  );
  expect(Number(all?.tokens)).toBe(answered * usage.total_tokens);
});

test("more files than a day allows are not looked at, which is said once a day", async () => {
  await start({ DAILY_MEDIA_LIMIT_PER_USER: "1" });
  const bytes = new TextEncoder().encode("name,age\nAda,36");
  const send = async (count: number) => {
    for (let sent = 0; sent < count; sent += 1) {
      await bot.twilio.sendMedia({ from: ADA, bytes, contentType: "text/csv", body: "list.csv" });
      await bot.settle();
    }
  };
  const fetched = () =>
    bot.twilio.journal.calls.filter((call) => call.path.includes("/Media/")).length;
  await send(4);
  expect(bot.sent()).toEqual(["Yes.", expect.stringContaining("tomorrow")]);
  expect(fetched()).toBe(1);
  await ask();
  expect(bot.sent().at(-1)).toBe("Yes.");
  bot.clock.jump(24 * 3_600_000);
  await send(3);
  expect(bot.sent().slice(3)).toEqual(["Yes.", expect.stringContaining("tomorrow")]);
  expect(fetched()).toBe(2);
  expect(await bot.rows("SELECT state FROM messages WHERE state <> 'done'")).toEqual([]);
});

test("a conversation that grows beyond the context loses its oldest messages first", async () => {
  await start({ MAX_CONTEXT_TOKENS: "1000", ...WITHOUT_TOOLS });
  await ask(ADA, `first ${"word ".repeat(300)}`);
  await ask(ADA, `second ${"word ".repeat(300)}`);
  await ask(ADA, "third");
  expect(asked()[0]).toContain("first");
  expect(asked()).toHaveLength(3);
  expect(asked().at(-1)).not.toContain("first");
  expect(asked().at(-1)).toContain("second");
  expect(bot.sent()).toEqual(["Yes.", "Yes.", "Yes."]);
});

test("a prompt that the model finds too long is asked again with half of the past", async () => {
  await start({});
  await ask(ADA, "an old story");
  await ask(ADA, "a newer story");
  const tooLong = { message: "too long", code: "context_length_exceeded" };
  bot.openai.nextRequestError(400, tooLong);
  await ask(ADA, "and now?");
  expect(asked().at(-2)).toContain("an old story");
  expect(asked().at(-1)).not.toContain("an old story");
  expect(asked().at(-1)).toContain("a newer story");
  expect(bot.sent()).toEqual(["Yes.", "Yes.", "Yes."]);
});

test("a prompt that was refused for its length costs nothing", async () => {
  await start({});
  const spent = async () => {
    const [row] = await bot.rows<{ tokens: number }>(
      "SELECT tokens FROM spending WHERE user_id <> 0",
    );
    return Number(row?.tokens);
  };
  const refuse = () =>
    bot.openai.nextRequestError(400, { message: "too long", code: "context_length_exceeded" });
  refuse();
  await ask(ADA, "a whole book");
  expect(bot.sent()).toEqual([en.tooLong]);
  expect(await spent()).toBe(0);
  await ask();
  expect(await spent()).toBe(500);
  refuse();
  await ask();
  expect(bot.sent().slice(1)).toEqual(["Yes.", "Yes."]);
  expect(await spent()).toBe(1_000);
});

test("a call that ran out of time is counted as reserved, for it may have been paid for", async () => {
  let times = 0;
  const counted = { promptTokens: 450, completionTokens: 50, totalTokens: 500, cachedTokens: 0 };
  bot = await startTestApp({
    settings: { OPENAI_MAX_OUTPUT_TOKENS: "1000" },
    model: () => ({
      name: "slow",
      capabilities: { vision: false, files: false },
      respond: async () => {
        times += 1;
        if (times === 1) throw new TransientError("too slow", { code: "timeout" });
        return anAnswer("Yes.", "slow", counted);
      },
    }),
  });
  await ask();
  await bot.settle(10_000);
  expect(bot.sent()).toEqual(["Yes."]);
  const [row] = await bot.rows<{ tokens: number }>(
    "SELECT tokens FROM spending WHERE user_id <> 0",
  );
  expect(Number(row?.tokens)).toBeGreaterThan(1_500);
});

test("an answer without a word costs what it cost", async () => {
  bot = await startTestApp({ settings: { OPENAI_MAX_OUTPUT_TOKENS: "100" } });
  bot.openai.onMessage(/./, { content: "\u0007", usage });
  await ask();
  expect(bot.sent()).toEqual([en.somethingBroke]);
  expect(await bot.rows("SELECT tokens FROM spending WHERE user_id <> 0")).toEqual([
    { tokens: 500 },
  ]);
});

test("the model is told the time in its users' time zone, after everything else", async () => {
  await start({ TIMEZONE: "Asia/Kolkata" });
  const told = async (from: string) => {
    await ask(from);
    const request = asked().at(-1) ?? "";
    return request.slice(request.indexOf("Hello"));
  };
  expect(await told(ADA)).toContain("Sunday, 22 November 2026 at 13:00, Europe/Berlin");
  // A number of a country with several zones.
  const there = await told("whatsapp:+14155550123");
  expect(there).toContain("Sunday, 22 November 2026 at 17:30, Asia/Kolkata");
});
