import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { forget } from "../../src/answer/commands/forget.ts";
import { setLanguage } from "../../src/answer/commands/set-language.ts";
import { showHelp } from "../../src/answer/commands/show-help.ts";
import { showMore } from "../../src/answer/commands/show-more.ts";
import { catalogue } from "../../src/text/sentences.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const asks = forget.languages.en;

let bot: TestApp;
afterEach(() => bot.stop());

async function start(settings: Record<string, string | undefined> = {}): Promise<void> {
  bot = await startTestApp({ settings: { RATE_LIMIT_MESSAGES: "100", ...settings } });
  bot.openai.onMessage(/everything/, { content: "A long story. ".repeat(300) });
  bot.openai.onMessage(/./, { content: "As you say." });
}

async function say(body: string): Promise<string> {
  await bot.twilio.sendText({ from: ADA, body });
  return lastAfterRest();
}

async function lastAfterRest(): Promise<string> {
  await bot.settle(1_000);
  return bot.sent(ADA).at(-1) ?? "";
}

/** The buttons below the newest message that has any. */
function buttons() {
  return (
    bot.twilio.journal.messages.findLast((message) => message.buttons.length > 0)?.buttons ?? []
  );
}

type Button = ReturnType<typeof buttons>[number];

const named = (title: string) => buttons().find((button) => button.title === title);

async function tap(button: Button | undefined): Promise<string> {
  const { title = "", id = "" } = button ?? {};
  const quotedSid = bot.twilio.journal.messages.at(-1)?.sid ?? "";
  await bot.twilio.pressButton({ from: ADA, text: title, payload: id, quotedSid });
  return lastAfterRest();
}

const stored = () => bot.rows("SELECT id FROM messages WHERE content IS NOT NULL");

describe("the question of /forget", () => {
  beforeEach(() => start());

  test("is answered with a tap: everything is erased", async () => {
    await say("I have a secret");
    expect(await say("/forget")).toBe(asks.asks);
    expect(buttons().map(({ title }) => title)).toEqual([asks.erase, asks.keep]);
    expect(await tap(named(asks.erase))).toBe(asks.erased);
    expect(await stored()).toEqual([]);
  });

  test("is answered with a tap on no: everything stays, and no model is asked", async () => {
    await say("I have a secret");
    await say("/forget");
    expect(await tap(named(asks.keep))).toBe(asks.kept);
    expect(await say("yes")).toBe("As you say.");
    expect((await stored()).length).toBeGreaterThan(3);
    expect(bot.openai.getRequests()).toHaveLength(2);
  });

  test("is asked again when its button is tapped a day later, or after another message", async () => {
    await say("/forget");
    const old = named(asks.erase);
    bot.clock.jump(DAY_MS);
    expect(await tap(old)).toBe(asks.asks);
    await say("/forget");
    const late = named(asks.erase);
    expect(late).not.toEqual(old);
    await say("Something else");
    expect(await tap(late)).toBe(asks.asks);
    expect((await stored()).length).toBe(5);
  });

  test("is not answered by the button of an earlier question", async () => {
    await say("/forget");
    const old = named(asks.erase);
    bot.clock.jump(DAY_MS);
    await say("/forget");
    expect(await tap(old)).toBe(asks.asks);
    expect(await tap(named(asks.erase))).toBe(asks.erased);
  });

  test("is answered once when its button is tapped twice", async () => {
    await say("/forget");
    const { title = "", id = "" } = named(asks.erase) ?? {};
    await Promise.all(
      [1, 2].map(() => bot.twilio.pressButton({ from: ADA, text: title, payload: id })),
    );
    await bot.settle(2_000);
    expect(bot.sent()).toEqual([asks.asks, asks.erased, asks.asks]);
    await say("Hello again");
    expect(await stored()).toHaveLength(2);
  });

  test("is answered by the title alone, where a tap comes without its id", async () => {
    await say("/forget");
    await bot.twilio.deliver({ From: ADA, Body: asks.erase, ButtonText: asks.erase });
    expect(await lastAfterRest()).toBe(asks.erased);
  });

  test.each(["es", "pt"] as const)("works in %s", async (language) => {
    await say(`/language ${language}`);
    const own = forget.languages[language];
    expect(await say(`/${own.words[0]}`)).toBe(own.asks);
    expect(await tap(named(own.keep))).toBe(own.kept);
    await say(`/${own.words[0]}`);
    expect(await tap(named(own.erase))).toBe(own.erased);
  });
});

describe("a newcomer", () => {
  test("finds what the bot can do, and the other languages, below the greeting", async () => {
    await start({ WELCOME_MESSAGE: undefined });
    await say("Hello");
    const titles = [catalogue.en.buttons.help, "Español", "Português"];
    expect(buttons().map(({ title }) => title)).toEqual(titles);
    const [help, spanish] = buttons();
    expect(await tap(help)).toContain(showHelp.languages.en.head);
    expect(await tap(spanish)).toBe(setLanguage.languages.es.isSet);
    expect(bot.openai.getRequests()).toHaveLength(1);
  });

  test("has none below an answer that is too long for them, and reads the same", async () => {
    await start({ WELCOME_MESSAGE: "W" });
    bot.openai.prependFixture({
      match: { userMessage: /essay/ },
      response: { content: "x".repeat(1_022) },
    });
    expect(await say("An essay")).toBe(`W\n\n${"x".repeat(1_022)}`);
    expect(buttons()).toEqual([]);
  });
});

test("the language is chosen with a tap", async () => {
  await start();
  expect(await say("/language")).toBe(setLanguage.languages.en.question);
  expect(await tap(named("Português"))).toBe(setLanguage.languages.pt.isSet);
});

test("a command that was misspelt is corrected with a tap", async () => {
  await start();
  expect(await say("/hepl")).toContain("*/help*");
  expect(await tap(named("/help"))).toContain(showHelp.languages.en.head);
});

test("an answer that the model cut short is continued with a tap", async () => {
  await start();
  bot.openai.prependFixture({
    match: { userMessage: /fairy tale/ },
    response: { content: "Once upon a", finishReason: "length" },
  });
  expect(await say("A fairy tale")).toContain("cut short");
  expect(await tap(named("Go on"))).toBe("As you say.");
  const asked = JSON.stringify(bot.openai.getRequests().at(-1)?.body);
  expect(asked).toContain("go on");
  expect(asked).not.toContain("quoted message");
});

test("an old button for more says that there is no more, and one that is tapped twice continues", async () => {
  await start({ MAX_REPLY_PARTS: "1" });
  await say("everything");
  const [more] = buttons();
  await tap(more);
  const afterTwo = bot.sent().length;
  await tap(more);
  expect(bot.sent().length).toBeGreaterThan(afterTwo);
  await say("something else");
  expect(await tap(more)).toBe(showMore.languages.en.nothing);
  expect(bot.openai.getRequests()).toHaveLength(2);
});

test("a choice from a list is what its id says, and one of another sender's is told to the model", async () => {
  await start();
  const choice = { From: ADA, Body: "", ListTitle: "Help", MessageType: "interactive" };
  await bot.twilio.deliver({ ...choice, ListId: "say:/help" });
  expect(await lastAfterRest()).toContain(showHelp.languages.en.head);
  await bot.twilio.deliver({ ...choice, ListId: "row-7", ListColour: "red" });
  expect(await lastAfterRest()).toBe("As you say.");
  expect(JSON.stringify(bot.openai.getRequests().at(-1)?.body)).toContain("row-7");
  const noted = bot.log.filter(({ event }) => event === "choice of another template");
  expect(noted).toMatchObject([
    { level: "debug", facts: { parameters: ["ListTitle", "ListId", "ListColour"] } },
  ]);
});
