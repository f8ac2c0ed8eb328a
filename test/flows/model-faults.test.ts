import { afterEach, describe, expect, test } from "bun:test";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const WAITING_ENOUGH_MS = 150_000;
const start = async (settings: Record<string, string> = {}) => {
  bot = await startTestApp({ settings });
};
const ask = async (body = "Hello") => {
  await bot.twilio.sendText({ from: ADA, body });
  await bot.settle(WAITING_ENOUGH_MS);
};
const calls = () => bot.openai.getRequests().length;

describe("a passing fault of the model ends in the real answer:", () => {
  test.each([
    ["too many requests", 429, { code: "rate_limit_exceeded" }],
    ["an error of its own", 500, { message: "boom" }],
    ["a bad gateway", 502, { message: "<html>" }],
    ["overload", 503, { message: "overloaded" }],
  ])("%s", async (_what, status, error) => {
    await start();
    bot.openai.onMessage(/./, { content: "Here I am." });
    for (let count = 0; count < 3; count += 1) {
      bot.openai.nextRequestError(status, error);
      await bot.twilio.sendText({ from: ADA, body: `Hello ${count}` });
      await bot.settle(WAITING_ENOUGH_MS);
    }
    expect(bot.sent()).toEqual(["Here I am.", "Here I am.", "Here I am."]);
    expect(calls()).toBe(6);
    expect(await bot.rows("SELECT attempt, state FROM messages")).toEqual(
      Array.from({ length: 3 }, () => ({ attempt: 1, state: "done" })),
    );
  });

  test.each([["dropRate"], ["malformedRate"], ["disconnectRate"]])("%s", async (chaos) => {
    await start();
    bot.openai.onMessage(/./, { content: "Here I am." });
    bot.openai.setChaos({ [chaos]: 1 });
    await bot.twilio.sendText({ from: ADA, body: "Hello" });
    await bot.settle();
    bot.openai.clearChaos();
    await bot.settle(WAITING_ENOUGH_MS);
    expect(bot.sent()).toEqual(["Here I am."]);
  });
});

describe("a fault that lasts ends in one apology, never in raw words:", () => {
  test("an empty account costs one call", async () => {
    await start();
    bot.openai.onMessage(/./, {
      error: { message: "You exceeded your current quota", code: "insufficient_quota" },
      status: 429,
    });
    await ask();
    expect(calls()).toBe(1);
    expect(bot.sent()).toEqual([expect.stringContaining("owner")]);
    expect(await bot.rows("SELECT state FROM messages")).toEqual([{ state: "dead" }]);
  });

  test("a refused key costs one call", async () => {
    await start();
    bot.openai.onMessage(/./, {
      error: { message: "Incorrect API key provided: sk-secret", code: "invalid_api_key" },
      status: 401,
    });
    await ask();
    expect(calls()).toBe(1);
    expect(bot.sent()).toEqual([expect.stringContaining("sorry")]);
    expect(bot.sent().join()).not.toContain("sk-");
  });

  test("a model that never recovers costs at most twelve calls, and the next message is answered", async () => {
    await start({ BURST_MODE: "separate" });
    bot.openai.onMessage(/poison/, { error: { message: "boom" }, status: 500 });
    bot.openai.onMessage(/next/, { content: "Here I am." });
    await bot.twilio.sendText({ from: ADA, body: "poison" });
    await bot.twilio.sendText({ from: ADA, body: "next" });
    await bot.settle(WAITING_ENOUGH_MS);
    expect(calls()).toBeWithin(3, 14);
    expect(bot.sent()).toEqual([expect.stringContaining("few minutes"), "Here I am."]);
    expect(await bot.rows("SELECT state FROM messages ORDER BY id")).toEqual([
      { state: "dead" },
      { state: "done" },
    ]);
  });

  test("words that are too many are said to be so", async () => {
    await start();
    bot.openai.onMessage(/./, {
      error: { message: "too long", code: "context_length_exceeded" },
      status: 400,
    });
    await ask();
    expect(bot.sent()).toEqual([expect.stringContaining("shorter")]);
  });
});

describe("the second model", () => {
  test("answers at once when the first is unavailable", async () => {
    await start({ OPENAI_FALLBACK_MODEL: "gpt-6.1-terra" });
    const gone = { error: { message: "no such model", code: "model_not_found" }, status: 404 };
    bot.openai.on({ model: "gpt-6-luna" }, gone);
    bot.openai.on({ model: "gpt-6.1-terra" }, { content: "I am the second." });
    await bot.twilio.sendText({ from: ADA, body: "Hello" });
    await bot.settle();
    expect(bot.sent()).toEqual(["I am the second."]);
    expect(calls()).toBe(2);
    expect(await bot.rows("SELECT ai_model_used FROM messages")).toEqual([
      { ai_model_used: "gpt-6.1-terra" },
    ]);
  });

  test("does not make an empty account dearer than two calls", async () => {
    await start({ OPENAI_FALLBACK_MODEL: "gpt-6.1-terra" });
    const broke = { error: { message: "empty", code: "insufficient_quota" }, status: 429 };
    bot.openai.onMessage(/./, broke);
    await ask();
    expect(calls()).toBe(2);
    expect(bot.sent()).toHaveLength(1);
  });
});

describe("an answer that is not a whole one", () => {
  test("says that it was cut short", async () => {
    await start();
    bot.openai.onMessage(/./, { content: "Once upon a", finishReason: "length" });
    await ask();
    expect(bot.sent()).toEqual([expect.stringMatching(/^Once upon a\n\n.*cut short/)]);
  });

  test("that a filter declined is declined kindly, once", async () => {
    await start({ OPENAI_API: "chat" });
    bot.openai.onMessage(/./, { content: "", finishReason: "content_filter" });
    await ask();
    expect(bot.sent()).toEqual(["I am sorry, I cannot help with that."]);
    expect(calls()).toBe(1);
  });
});

test("through Chat Completions the same conversation is had", async () => {
  await start({ OPENAI_API: "chat" });
  bot.openai.onMessage(/./, { content: "Here I am." });
  await ask("One");
  await ask("Two");
  expect(bot.sent()).toEqual(["Here I am.", "Here I am."]);
  expect(bot.openai.getRequests().map((request) => request.path)).toEqual([
    "/v1/chat/completions",
    "/v1/chat/completions",
  ]);
});
