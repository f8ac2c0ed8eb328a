import { afterEach, describe, expect, test } from "bun:test";
import type { Environment } from "../../src/config.ts";
import { catalogue } from "../../src/text/sentences.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

const { en } = catalogue;

let bot: TestApp;
afterEach(() => bot.stop());

const start = async (settings: Environment = {}) => {
  bot = await startTestApp({ settings: { ADMIN_USERS: BOB, ...settings } });
};
const say = async (body: string, from = ADA) => {
  await bot.twilio.sendText({ from, body });
  await bot.settle(2_000);
  return bot.sent(from).at(-1) ?? "";
};
const bodies = () => bot.openai.getRequests().map((request) => JSON.stringify(request.body));

/** The sides of the last prompt in their order, without instructions. */
function roles(): string[] {
  const body = JSON.parse(bodies().at(-1) ?? "{}");
  const turns: { role: string }[] = body.messages ?? body.input ?? [];
  return turns.map(({ role }) => role).filter((role) => role !== "system");
}

const refusals: [what: string, status: number, error: { message: string; code?: string }][] = [
  ["a content filter", 400, { message: "filtered", code: "content_filter" }],
  ["a policy", 400, { message: "no", code: "content_policy_violation" }],
  ["a check of prompts", 400, { message: "no", code: "invalid_prompt" }],
  ["a gateway", 403, { message: "Forbidden" }],
  ["a moderation", 403, { message: "Your input was flagged", code: "403" }],
];

describe.each(["chat", "responses"])("through %s, a prompt that is refused by", (api) => {
  test.each(refusals)("%s is not sent again", async (_what, status, error) => {
    await start({ OPENAI_API: api });
    bot.openai.onMessage(/forbidden fruit/, { error, status });
    bot.openai.onMessage(/./, { content: "Here I am." });
    expect(await say("Good morning")).toBe("Here I am.");
    expect(await say("Give me the forbidden fruit")).toBe(en.cannotAnswer);
    expect(bodies()).toHaveLength(2);
    expect(await say("hello")).toBe("Here I am.");
    expect(bodies()).toHaveLength(3);
    expect(bodies().at(-1)).not.toContain("forbidden fruit");
    expect(bodies().at(-1)).toContain("Good morning");
    expect(roles()).toEqual(["user", "assistant", "user"]);
    // The owner has nothing to look after.
    expect(bot.sent(BOB)).toEqual([]);
  });
});

test("a question whose answer a filter stopped is not sent again either", async () => {
  await start({ OPENAI_API: "chat" });
  bot.openai.onMessage(/forbidden fruit/, { content: "", finishReason: "content_filter" });
  bot.openai.onMessage(/./, { content: "Here I am." });
  expect(await say("Give me the forbidden fruit")).toBe(en.declined);
  expect(await say("hello")).toBe("Here I am.");
  expect(bodies().at(-1)).not.toContain("forbidden fruit");
});

test("a prompt that was refused is not sent to the second model either", async () => {
  await start({ OPENAI_FALLBACK_MODEL: "gpt-6.1-terra" });
  const error = { message: "filtered", code: "content_filter" };
  bot.openai.onMessage(/./, { error, status: 400 });
  expect(await say("Give me the forbidden fruit")).toBe(en.cannotAnswer);
  expect(bodies()).toHaveLength(1);
  expect(await bot.rows("SELECT state, topic FROM messages")).toEqual([
    { state: "done", topic: "refused" },
  ]);
});

test("of a burst in which one message was refused nothing is sent again", async () => {
  await start({ MESSAGE_SETTLE_MS: "500" });
  const error = { message: "filtered", code: "content_filter" };
  bot.openai.onMessage(/forbidden fruit/, { error, status: 400 });
  bot.openai.onMessage(/./, { content: "Here I am." });
  await bot.twilio.sendText({ from: ADA, body: "Give me the forbidden fruit" });
  await bot.twilio.sendText({ from: ADA, body: "Please, the forbidden fruit" });
  await bot.settle(3_000);
  expect(bot.sent()).toEqual([en.cannotAnswer]);
  expect(await say("hello")).toBe("Here I am.");
  expect(roles()).toEqual(["user"]);
});

test("a message that is too long for the model does not stand in the way of the next", async () => {
  await start();
  const error = { message: "too long", code: "context_length_exceeded" };
  bot.openai.onMessage(/endless/, { error, status: 400 });
  bot.openai.onMessage(/./, { content: "Here I am." });
  expect(await say("An endless story")).toBe(en.tooLong);
  expect(await say("hello")).toBe("Here I am.");
  expect(bodies().at(-1)).not.toContain("endless");
});

test("when a provider goes on to refuse, the past is left behind", async () => {
  await start();
  bot.openai.onMessage(/Good morning/, { content: "A strange answer." });
  const error = { message: "filtered", code: "content_filter" };
  // Whatever is asked: what it objects to stands in the past.
  bot.openai.on({ userMessage: /one|two/ }, { error, status: 400 });
  bot.openai.onMessage(/./, { content: "Here I am." });
  await say("Good morning");
  await say("one");
  await say("two");
  expect(await say("three")).toBe("Here I am.");
  expect(bodies().at(-1)).not.toContain("strange");
});

test("a message that was given up is not part of the next prompt", async () => {
  await start();
  bot.openai.onMessage(/breaks/, { error: { message: "boom" }, status: 500 });
  bot.openai.onMessage(/./, { content: "Here I am." });
  await say("Good morning");
  await bot.twilio.sendText({ from: ADA, body: "This breaks it" });
  await bot.settle(150_000);
  expect(await say("hello")).toBe("Here I am.");
  expect(bodies().at(-1)).not.toContain("breaks");
  expect(roles()).toEqual(["user", "assistant", "user"]);
});

test("a model that the account may not use is for the owner to look after", async () => {
  await start();
  const error = { message: "no access", code: "model_not_found" };
  bot.openai.onMessage(/./, { error, status: 403 });
  expect(await say("hello")).toBe(en.unavailable);
});
