import { afterEach, describe, expect, test } from "bun:test";
import { forget } from "../../src/answer/commands/forget.ts";
import { newConversation } from "../../src/answer/commands/new-conversation.ts";
import { setLanguage } from "../../src/answer/commands/set-language.ts";
import { showHelp } from "../../src/answer/commands/show-help.ts";
import { showId } from "../../src/answer/commands/show-id.ts";
import { showMore } from "../../src/answer/commands/show-more.ts";
import type { Environment } from "../../src/config.ts";
import { catalogue } from "../../src/text/sentences.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

const { en } = catalogue;

let bot: TestApp;
afterEach(() => bot.stop());

async function start(settings: Environment = {}): Promise<void> {
  bot = await startTestApp({
    settings: { ADMIN_USERS: BOB, MAX_REPLY_PARTS: "1", RATE_LIMIT_MESSAGES: "100", ...settings },
  });
  bot.openai.onMessage(/everything/, { content: "A long story. ".repeat(300) });
  bot.openai.onMessage(/./, { content: "As you say." });
}

async function say(body: string): Promise<string> {
  await bot.twilio.sendText({ from: ADA, body });
  await bot.settle(1_000);
  return bot.sent(ADA).at(-1) ?? "";
}

const asked = () => bot.openai.getRequests().length;

describe("a plain word in answer to the model's question is an answer:", () => {
  test.each([
    ["en", "new"],
    ["en", "reset"],
    ["en", "human"],
    ["en", "help"],
    ["en", "forget"],
    ["en", "id"],
    ["en", "start"],
    ["es", "nuevo"],
    ["es", "humano"],
    ["es", "ayuda"],
    ["pt", "novo"],
    ["pt", "atendente"],
  ])("in %s %p", async (language, word) => {
    await start({ BOT_LANGUAGE: language });
    await say("Should I buy a used or a new one?");
    expect(await say(word)).toBe("As you say.");
    expect(asked()).toBe(2);
    expect(JSON.stringify(bot.openai.getRequests().at(-1)?.body)).toContain("used or a new one");
    expect(bot.sent(BOB)).toEqual([]);
  });
});

describe("a plain word is a command", () => {
  test("alone and first in a conversation", async () => {
    await start();
    expect(await say("Help!")).toContain(showHelp.languages.en.head);
    expect(await say("id")).toBe(showId.languages.en.yours("+4915112345678"));
    await say("Good morning");
    expect(await say("id")).toBe("As you say.");
    await say("/new");
    expect(await say("new")).toBe(newConversation.languages.en.begun);
    expect(asked()).toBe(2);
  });

  test("but not with more of the same burst, or as a reply to something", async () => {
    await start({ MESSAGE_SETTLE_MS: "500" });
    await bot.twilio.sendText({ from: ADA, body: "help" });
    await bot.twilio.sendText({ from: ADA, body: "my kitchen is on fire" });
    await bot.settle(2_000);
    expect(bot.sent()).toEqual(["As you say."]);
    await say("/new");
    const sid = bot.twilio.journal.messages[0]?.sid ?? "";
    await bot.twilio.sendText({ from: ADA, body: "new", quotedSid: sid });
    await bot.settle(2_000);
    expect(bot.sent().at(-1)).toBe("As you say.");
  });

  test("when we have offered it in the message before", async () => {
    await start();
    await say("Good morning");
    await say("/help");
    expect(await say("id")).toBe(showId.languages.en.yours("+4915112345678"));
    expect(await say("id")).toBe("As you say.");
    await say("/hlep");
    expect(await say("help")).toContain(showHelp.languages.en.head);
    expect(await say("Thank you")).toBe("As you say.");
    expect(await say("help")).toBe("As you say.");
  });

  test("after the greeting, which names /help", async () => {
    await start({ WELCOME_MESSAGE: undefined });
    expect(await say("Good morning")).toContain(en.welcome);
    expect(await say("help")).toContain(showHelp.languages.en.head);
    expect(await say("Thanks")).toBe("As you say.");
    expect(await say("help")).toBe("As you say.");
  });

  test("when it is the name of a language that we have asked for", async () => {
    await start();
    await say("Good morning");
    expect(await say("español")).toBe("As you say.");
    expect(await say("/lang")).toBe(setLanguage.languages.en.question);
    expect(await say("Español.")).toBe(setLanguage.languages.es.isSet);
  });
});

describe("/more", () => {
  test("sends the rest of a long answer, and is no part of the conversation", async () => {
    await start();
    await say("Tell me everything");
    expect(bot.sent()).toHaveLength(1);
    await say("/more!");
    expect(bot.sent()).toHaveLength(2);
    expect(bot.sent()[1]).toContain("A long story.");
    await say("Más…");
    await say("more 🙏");
    expect(bot.sent().length).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(bot.openai.getRequests().at(-1)?.body)).not.toContain("/more");
  });

  test("says so when there is nothing more, without a model call", async () => {
    await start();
    expect(await say("/more")).toBe(showMore.languages.en.nothing);
    expect(asked()).toBe(0);
  });
});

describe("/start", () => {
  test("greets a newcomer once, with what they may ask for", async () => {
    await start({ WELCOME_MESSAGE: undefined });
    const reply = await say("/start");
    expect(reply).toStartWith(en.welcome);
    expect(reply).toContain("*/forget*");
    expect(reply.split(en.welcome)).toHaveLength(2);
    expect(await say("/start")).toBe(reply);
    expect(asked()).toBe(0);
  });
});

test("a path or a word of another world is for the model, a slip is not", async () => {
  await start();
  expect(await say("/home is full")).toBe("As you say.");
  expect(await say("/etc/hosts")).toBe("As you say.");
  expect(asked()).toBe(2);
  expect(await say("/forgot")).toBe(en.unknownCommand("forgot", null));
  expect(await say("/forgot")).not.toContain("/forget");
  expect(asked()).toBe(2);
});

test("yes to what is erased may be written as phones write it, but not as a question", async () => {
  await start();
  await say("My cat is called Minou");
  await say("/forget");
  expect(await say("yes?")).toBe("As you say.");
  await say("/forget");
  expect(await say("“Yes.” 👍")).toBe(forget.languages.en.erased);
});
