import { afterEach, describe, expect, test } from "bun:test";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const start = async (settings: Record<string, string> = {}) => {
  bot = await startTestApp({ settings: { RATE_LIMIT_MESSAGES: "100", ...settings } });
};
const user = (index: number) => `whatsapp:+49151000000${index}`;
const ask = (from: string) => bot.twilio.sendText({ from, body: `Hello from ${from}` });
const calls = () => bot.openai.getRequests().length;
const circuits = async () => {
  const response = await bot.app.handle(new Request("http://localhost/health"));
  return response.json();
};

describe("a model that fails for every user", () => {
  test("is not called for a while, and waiting users are answered once it is back", async () => {
    await start();
    bot.openai.onMessage(/./, { error: { message: "overloaded" }, status: 503 });
    for (let index = 0; index < 6; index += 1) await ask(user(index));
    await bot.settle();
    const made = calls();
    expect(await circuits()).toMatchObject({ circuits: { model: "open", twilio: "closed" } });
    await ask(ADA);
    await bot.settle(25_000);
    expect(calls()).toBe(made);
    bot.openai.clearFixtures();
    bot.openai.onMessage(/./, { content: "Here I am." });
    await bot.settle(40_000);
    expect(bot.sent()).toEqual(Array.from({ length: 7 }, () => "Here I am."));
    expect(await circuits()).toMatchObject({ circuits: { model: "closed" } });
    // A message that only waited for the end of the outage has used up no attempt.
    expect(
      await bot.rows(
        "SELECT attempt FROM messages JOIN users ON users.id = user_id WHERE phone_number = '" +
          `${ADA}'`,
      ),
    ).toEqual([{ attempt: 0 }]);
  });

  test("costs one call in thirty seconds, and every user reads one apology", async () => {
    await start();
    bot.openai.onMessage(/./, { error: { message: "overloaded" }, status: 503 });
    for (let index = 0; index < 8; index += 1) await ask(user(index));
    await bot.settle(150_000);
    // Those that open it, and some of one each half minute.
    expect(calls()).toBeWithin(6, 14);
    for (let index = 0; index < 8; index += 1) {
      expect(bot.sent(user(index))).toEqual([expect.stringContaining("few minutes")]);
    }
  });

  test("is skipped at once if there is a second one", async () => {
    await start({ OPENAI_FALLBACK_MODEL: "gpt-6.1-terra" });
    const down = { error: { message: "overloaded" }, status: 503 };
    bot.openai.on({ model: "gpt-6-luna" }, down);
    bot.openai.on({ model: "gpt-6.1-terra" }, { content: "I am the second." });
    for (let index = 0; index < 5; index += 1) {
      await ask(user(index));
      await bot.settle();
    }
    expect(calls()).toBe(10);
    await ask(BOB);
    await bot.settle();
    expect(bot.sent(BOB)).toEqual(["I am the second."]);
    expect(calls()).toBe(11);
    expect(await circuits()).toMatchObject({
      circuits: { model: "open", fallbackModel: "closed" },
    });
  });
});

describe("a prompt that fails by itself", () => {
  test.each([
    ["a bad request", 400, { message: "no", code: "invalid_request_error" }],
    ["a filter", 400, { message: "no", code: "content_filter" }],
    ["a gateway", 403, { message: "Forbidden" }],
    ["its size", 413, { message: "too large" }],
    ["what it holds", 422, { message: "no" }],
    ["its length", 400, { message: "no", code: "context_length_exceeded" }],
  ])("because of %s keeps no other user waiting", async (_what, status, error) => {
    await start({ BURST_MODE: "separate" });
    bot.openai.onMessage(/mine/, { error, status });
    bot.openai.onMessage(/./, { content: "Here I am." });
    for (let count = 0; count < 7; count += 1) {
      await bot.twilio.sendText({ from: ADA, body: `mine ${count}` });
      await bot.settle();
    }
    expect(calls()).toBeGreaterThanOrEqual(7);
    expect(await circuits()).toMatchObject({ circuits: { model: "closed" } });
    await ask(BOB);
    await bot.settle();
    expect(bot.sent(BOB)).toEqual(["Here I am."]);
  });

  test("because its answer is unreadable keeps no other user waiting", async () => {
    await start({ BURST_MODE: "separate" });
    bot.openai.onMessage(/./, { content: "Here I am." });
    bot.openai.setChaos({ malformedRate: 1 });
    for (let count = 0; count < 3; count += 1) {
      await bot.twilio.sendText({ from: ADA, body: `mine ${count}` });
    }
    await bot.settle(60_000);
    expect(calls()).toBeGreaterThanOrEqual(3);
    expect(await circuits()).toMatchObject({ circuits: { model: "closed" } });
  });
});

test("after a rest the message that has waited longest is the one that tries", async () => {
  await start();
  bot.openai.onMessage(/./, { error: { message: "overloaded" }, status: 503 });
  for (let index = 0; index < 5; index += 1) {
    await ask(user(index));
    await bot.settle();
    await bot.clock.advance(10);
  }
  expect(await circuits()).toMatchObject({ circuits: { model: "open" } });
  for (let index = 5; index < 9; index += 1) {
    await bot.clock.advance(5_000);
    await ask(user(index));
    await bot.settle();
  }
  const made = calls();
  await bot.settle(15_000);
  expect(calls()).toBe(made + 1);
  expect(JSON.stringify(bot.openai.getRequests().at(-1)?.body)).toContain(user(0));
});

describe("a Twilio that takes nothing", () => {
  test("is not called for a while, and then every answer is sent once, without asking the model again", async () => {
    await start();
    bot.openai.onMessage(/./, { content: "Here I am." });
    bot.twilio.faults.next({ on: "create", kind: "429", times: 5 });
    for (let index = 0; index < 8; index += 1) {
      await ask(user(index));
      await bot.settle();
    }
    const creates = () =>
      bot.twilio.journal.calls.filter((call) => call.path.endsWith("/Messages.json")).length;
    expect(creates()).toBe(5);
    expect(await circuits()).toMatchObject({ circuits: { twilio: "open" } });
    await bot.settle(60_000);
    expect(bot.sent()).toHaveLength(8);
    expect(creates()).toBe(13);
    expect(calls()).toBe(8);
  });
});
