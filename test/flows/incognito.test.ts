import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { TERMINAL } from "../../src/store/admin-access.ts";
import { incognito } from "../../src/answer/commands/incognito.ts";
import { showHelp } from "../../src/answer/commands/show-help.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { jpeg } from "../pictures.ts";
import { setUpTools } from "./tool-setup.ts";

const CANARY = "canary-of-ada";
const { en } = incognito.languages;

let bot: TestApp;
let stopMore: (() => Promise<unknown>) | null = null;
beforeEach(() => {
  stopMore = null;
});
afterEach(() => (stopMore ?? bot.stop)());

async function start(options: Parameters<typeof startTestApp>[0] = {}): Promise<void> {
  bot = await startTestApp({
    ...options,
    settings: { RATE_LIMIT_MESSAGES: "100", ...options.settings },
  });
  bot.openai.onMessage(/./, { content: `You said ${CANARY}.` });
}

async function say(body: string, from = ADA): Promise<string> {
  await bot.twilio.sendText({ from, body });
  await bot.settle();
  return bot.sent(from).at(-1) ?? "";
}

const lastPrompt = () => JSON.stringify(bot.openai.getRequests().at(-1)?.body);

describe("who is incognito", () => {
  test("is told what it means, is answered, and leaves nothing once the answer has arrived", async () => {
    await start();
    bot.openai.prependFixture({
      match: { userMessage: "tower" },
      response: { content: "Khalifa." },
    });
    await say("What is the tallest tower?");
    expect(await say("/incognito")).toBe(en.isOn);
    expect(await say(`${CANARY} and I`)).toBe(`You said ${CANARY}.`);
    await bot.twilio.sendMedia({
      from: ADA,
      bytes: await jpeg("red"),
      contentType: "image/jpeg",
      body: `${CANARY} in red`,
    });
    await bot.settle();
    expect(await bot.traces(CANARY)).not.toEqual([]);
    await bot.app.maintain();
    expect(await bot.traces(CANARY)).toEqual([]);
    expect(await bot.rows("SELECT * FROM attachments")).toEqual([]);
    const erased = await bot.rows(
      "SELECT content, ai_response, media_url, state FROM messages WHERE privacy = 'erased'",
    );
    expect(erased).toHaveLength(2);
    for (const row of erased) {
      expect(row).toEqual({ content: null, ai_response: null, media_url: null, state: "done" });
    }
    // What went before is still there.
    expect(await bot.traces("What is the tallest tower?")).not.toEqual([]);
    expect(await bot.traces("Khalifa.")).not.toEqual([]);
    const deleted = bot.twilio.journal.calls.filter(({ method }) => method === "DELETE");
    expect(deleted).toHaveLength(1);
  });

  test("is answered without what was said before, and it is no part of what is said later", async () => {
    await start();
    await say("My dog is called Rex");
    await say("/incognito on");
    await say("Do you know my secret-word?");
    expect(lastPrompt()).not.toContain("Rex");
    await say("And now?");
    expect(lastPrompt()).not.toContain("secret-word");
    // Not even while it is still stored.
    expect(await say("/incognito off")).toBe(en.isOff);
    await say("What do you know?");
    expect(lastPrompt()).toContain("Rex");
    expect(lastPrompt()).not.toContain("secret-word");
    await bot.app.maintain();
    await say("And now?");
    expect(lastPrompt()).toContain("Rex");
    expect(lastPrompt()).not.toContain("secret-word");
  });

  test("cannot have it quoted into a later prompt", async () => {
    await start();
    await say("/incognito on");
    const { sid } = await bot.twilio.sendText({ from: ADA, body: "the secret-word" });
    await bot.settle();
    const answered = bot.twilio.journal.messages.at(-1)?.sid ?? "";
    await say("/incognito off");
    bot.openai.clearFixtures();
    bot.openai.onMessage(/./, { content: "I cannot see that." });
    for (const quotedSid of [sid, answered]) {
      await bot.twilio.sendText({ from: ADA, body: "What did this say?", quotedSid });
      await bot.settle();
      expect(lastPrompt()).toContain("no longer stored");
      expect(lastPrompt()).not.toContain("secret-word");
      expect(lastPrompt()).not.toContain(CANARY);
    }
  });

  test("writes on before the switch is made, and it counts from the switch on", async () => {
    await start();
    await Promise.all(["before", "/incognito", `${CANARY} after`].map((body) => say(body)));
    await bot.settle(1_000);
    await bot.app.maintain();
    expect(await bot.rows("SELECT content, privacy FROM messages ORDER BY id")).toEqual([
      { content: "before", privacy: null },
      { content: "/incognito", privacy: null },
      { content: null, privacy: "erased" },
    ]);
  });

  test("is reminded of it by /help, and nobody else is", async () => {
    await start();
    await say("/incognito", BOB);
    const help = await say("/help", BOB);
    expect(help).toEndWith(en.state);
    expect(await say("/help")).not.toContain(en.state);
    expect(help).toStartWith(showHelp.languages.en.head);
  });

  test("keeps what still waits for its delivery, over a restart too", async () => {
    await start();
    await say("/incognito");
    bot.twilio.faults.next({ on: "create", kind: "refused", times: 3 });
    await say(CANARY);
    await bot.app.maintain();
    await bot.restart();
    await bot.app.maintain();
    expect(await bot.traces(CANARY)).not.toEqual([]);
    await bot.settle(300_000);
    expect(bot.sent().at(-1)).toBe(`You said ${CANARY}.`);
    await bot.app.maintain();
    expect(await bot.traces(CANARY)).toEqual([]);
  });

  test("gets an answer again that failed on its way, before it is erased", async () => {
    await start({ twilio: { callbacks: "none" } });
    await say("/incognito");
    await say(CANARY);
    const part = async () =>
      (await bot.rows("SELECT state, body FROM deliveries ORDER BY id")).at(-1);
    // Accepted, and no report yet: it may still have to be sent again.
    await bot.app.maintain();
    expect(await part()).toEqual({ state: "accepted", body: `You said ${CANARY}.` });
    bot.clock.jump(12 * 60_000);
    await bot.app.maintain();
    expect(await part()).toEqual({ state: "accepted", body: "" });
    expect(await bot.traces(CANARY)).toEqual([]);
  });

  test("has the rest of a long answer for ten minutes, and then it is gone", async () => {
    await start({ settings: { MAX_REPLY_PARTS: "1" } });
    bot.openai.clearFixtures();
    bot.openai.onMessage(/./, { content: `${"A long sentence. ".repeat(200)}${CANARY}` });
    await say("/incognito");
    await say("Tell me all");
    await bot.app.maintain();
    await say("/more");
    expect(bot.sent().at(-1)).toContain("long sentence");
    bot.clock.jump(12 * 60_000);
    await bot.app.maintain();
    expect(await bot.traces("long sentence")).toEqual([]);
    expect(await bot.rows("SELECT state FROM deliveries WHERE state = 'held'")).toEqual([]);
  });

  test("leaves nothing of a message that was given up, and an operator cannot have it answered", async () => {
    await start();
    await say("/incognito");
    bot.openai.clearFixtures();
    bot.openai.onMessage(/./, { error: { message: "no" }, status: 400 });
    const { sid } = await bot.twilio.sendText({ from: ADA, body: CANARY });
    await bot.settle(300_000);
    await bot.app.maintain();
    expect(await bot.traces(CANARY)).toEqual([]);
    const admin = await bot.openAdminStore();
    expect(await admin.retry((await admin.timelineOf(sid))?.id ?? 0, TERMINAL)).toEqual({
      outcome: "nothing-to-retry",
    });
    await admin.close();
  });
});

test("what tools were told and found for an incognito user is erased, and which they were is not", async () => {
  const setup = await setUpTools(
    "responses",
    ({ results }) => (results.length === 0 ? [{ name: "search", args: { q: CANARY } }] : "Found."),
    { search: async () => `found ${CANARY}` },
  );
  bot = setup.bot;
  stopMore = setup.stop;
  await say("/incognito");
  await say("Search");
  expect(bot.sent().at(-1)).toBe("Found.");
  await bot.app.maintain();
  expect(await bot.traces(CANARY)).toEqual([]);
  expect(await bot.rows("SELECT name, arguments, result, state FROM tool_calls")).toEqual([
    { name: "search", arguments: null, result: null, state: "finished" },
  ]);
});

test("each language has its words, however a phone writes them", async () => {
  await start({ settings: { BOT_LANGUAGE: "pt" } });
  const { pt, es } = incognito.languages;
  expect(await say("/Incógnito sim")).toBe(pt.isOn);
  expect(await say("/incognito Nao.")).toBe(pt.isOff);
  expect(await say("/anonimo")).toBe(pt.isOn);
  expect(await say("/incognito OFF")).toBe(pt.isOff);
  expect(await say("/incognito por favor")).toBe(pt.usage);
  await say("/lang es");
  expect(await say("/Incógnito: Sí")).toBe(es.isOn);
  expect(await say("/incógnito desactivar")).toBe(es.isOff);
});
