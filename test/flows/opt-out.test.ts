import { afterEach, describe, expect, test } from "bun:test";
import { forget } from "../../src/answer/commands/forget.ts";
import type { Environment } from "../../src/config.ts";
import { catalogue } from "../../src/text/sentences.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

const { en, es, pt } = catalogue;

let bot: TestApp;
afterEach(() => bot.stop());

async function start(settings: Environment = {}): Promise<void> {
  bot = await startTestApp({ settings: { RATE_LIMIT_MESSAGES: "100", ...settings } });
  bot.openai.onMessage(/./, { content: "As you say." });
}

async function say(body: string, from = ADA): Promise<void> {
  await bot.twilio.sendText({ from, body });
  await bot.settle(1_000);
}

const calls = () => bot.openai.getRequests().length;

describe("a user who wants silence", () => {
  test.each([
    ["STOP", en.optedOut],
    ["stop", en.optedOut],
    [" Stop. ", en.optedOut],
    ["“STOP”", en.optedOut],
    ["STOP!!! 🛑", en.optedOut],
    ["\u200bSTOP\u200d", en.optedOut],
    ["ＳＴＯＰ", en.optedOut],
    ["/stop", en.optedOut],
    ["STOPALL", en.optedOut],
    ["Stop all", en.optedOut],
    ["UNSUBSCRIBE", en.optedOut],
    ["cancel", en.optedOut],
    ["END", en.optedOut],
    ["quit", en.optedOut],
    ["Revoke", en.optedOut],
    ["opt-out", en.optedOut],
    ["PARAR", es.optedOut],
    ["Baja", es.optedOut],
    ["alto", es.optedOut],
    ["Salir", es.optedOut],
    ["SAIR", pt.optedOut],
    ["Descadastrar", pt.optedOut],
  ])("by writing %p reads one confirmation, and nothing more until START", async (word, text) => {
    await start();
    await say("Good morning");
    await say(word);
    expect(bot.sent()).toEqual(["As you say.", text]);
    await say(word);
    await say("Are you there?");
    await say("/help");
    expect(bot.sent()).toHaveLength(2);
    expect(calls()).toBe(1);
    await say("START");
    expect(bot.sent()).toHaveLength(3);
    await say("Are you there now?");
    expect(bot.sent().at(-1)).toBe("As you say.");
    expect(calls()).toBe(2);
    // What was written in between is not kept.
    expect(await bot.rows("SELECT content FROM messages WHERE state = 'discarded'")).toEqual(
      Array.from({ length: 5 }, () => ({ content: null })),
    );
  });

  test.each([
    "Stop it, that is not funny",
    "How do I stop a train?",
    "The end",
    "stop\nand go",
    "Cancel my order",
  ])("is not one who writes %p", async (body) => {
    await start();
    await say(body);
    expect(bot.sent()).toEqual(["As you say."]);
  });

  test("keeps it over a restart, and gets it in their own language", async () => {
    await start({ BOT_LANGUAGE: "pt" });
    await say("stop");
    expect(bot.sent()).toEqual([pt.optedOut]);
    await bot.restart();
    await say("Oi?");
    expect(bot.sent()).toHaveLength(1);
    await say("Começar");
    expect(bot.sent().at(-1)).toBe(pt.optedIn);
  });

  test("is not sent what was still to be answered or sent", async () => {
    await start({ BURST_MODE: "separate" });
    bot.twilio.faults.next({ on: "create", kind: "429", times: 1 });
    await bot.twilio.sendText({ from: ADA, body: "One" });
    await bot.settle();
    await bot.twilio.sendText({ from: ADA, body: "Two" });
    await bot.twilio.sendText({ from: ADA, body: "STOP" });
    await bot.settle(60_000);
    expect(bot.sent()).toEqual([en.optedOut]);
    expect(
      await bot.rows("SELECT state FROM messages WHERE state IN ('received', 'answered')"),
    ).toEqual([]);
  });

  test("is not written to by an owner's commands, or as an owner", async () => {
    await start({ ADMIN_USERS: BOB, ACCESS_MODE: "pairing" });
    await say("Hello", ADA);
    await say("STOP", ADA);
    const before = bot.sent(ADA).length;
    await say("/allow +4915112345678", BOB);
    expect(bot.sent(BOB).at(-1)).toContain("may write");
    expect(bot.sent(ADA)).toHaveLength(before);
    await say("STOP", BOB);
    await say("START", ADA);
    await say("/human", ADA);
    expect(bot.sent(BOB).at(-1)).toBe(en.optedOut);
  });

  test("is respected also over the rate limit", async () => {
    await start({ RATE_LIMIT_MESSAGES: "1" });
    for (let count = 0; count < 6; count += 1) await say(`message ${count}`);
    const before = bot.sent().length;
    await say("STOP");
    bot.clock.jump(3_600_000);
    await say("Hello?");
    expect(bot.sent()).toHaveLength(before);
    await say("START");
    expect(bot.sent().at(-1)).toBe(en.optedIn);
  });

  test("is not meant by no to a question of ours", async () => {
    await start();
    await say("/forget");
    await say("cancel");
    expect(bot.sent()).toEqual([forget.languages.en.asks, "As you say."]);
  });

  test("is seen by the operator", async () => {
    await start();
    await say("STOP");
    const admin = await bot.openAdminStore();
    expect(await admin.users()).toMatchObject([{ isOptedOut: true }]);
    await admin.close();
  });
});

describe("where Twilio's Advanced Opt-Out answers by itself,", () => {
  const deliver = async (Body: string, OptOutType: string) => {
    await bot.twilio.deliver({ From: ADA, Body, OptOutType });
    await bot.settle(1_000);
  };

  test("STOP and START are kept, and nothing is added to its words", async () => {
    await start();
    await deliver("arrêtez", "STOP");
    await say("Hello?");
    expect(bot.sent()).toEqual([]);
    await deliver("recommencer", "START");
    expect(bot.sent()).toEqual([]);
    await say("Hello?");
    expect(bot.sent()).toEqual(["As you say."]);
  });

  test("HELP and a START of one who never stopped are left to it", async () => {
    await start();
    await deliver("HELP", "HELP");
    await deliver("START", "START");
    expect(bot.sent()).toEqual([]);
    expect(calls()).toBe(0);
  });
});

test("yes is a word like any other for one who never stopped", async () => {
  await start();
  await say("yes");
  expect(bot.sent()).toEqual(["As you say."]);
});

test("where answers go in the response, STOP is confirmed there, and what follows gets an empty one", async () => {
  await start({ REPLY_MODE: "twiml" });
  const stop = await bot.twilio.sendText({ from: ADA, body: "STOP" });
  expect(stop.body).toContain("no more messages");
  const next = await bot.twilio.sendText({ from: ADA, body: "Hello?" });
  expect(next.body).toBe("<Response/>");
  expect(calls()).toBe(0);
});

test("a user who alternates gets no more than one confirmation of each within the window", async () => {
  await start();
  for (const word of ["STOP", "START", "STOP", "START", "STOP"]) await say(word);
  expect(bot.sent()).toEqual([en.optedOut, en.optedIn]);
  await say("Hello?");
  expect(bot.sent()).toHaveLength(2);
});
