import { afterEach, describe, expect, test } from "bun:test";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { jpeg } from "../pictures.ts";
import { waitUntil } from "../wait-for.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const MINUTE_MS = 60_000;
const NOWHERE = "http://127.0.0.1:1/webhook";

async function start(settings: Record<string, string> = {}): Promise<void> {
  bot = await startTestApp({ settings: { CATCH_UP: "true", ...settings } });
  bot.openai.onMessage(/./, { content: "Here I am." });
  await bot.app.maintain();
}
/** Runs `say` while the bot cannot be reached. */
const whileAway = async (say: () => Promise<unknown>) => {
  bot.twilio.pointAt(NOWHERE);
  await say();
};
const ask = (body: string, from = ADA) => bot.twilio.sendText({ from, body });

describe("a message that was sent while the bot was away", () => {
  test("is answered after its next start, in order and once", async () => {
    await start({ BURST_MODE: "separate" });
    await whileAway(async () => {
      await ask("one");
      await ask("two");
      bot.clock.jump(5 * MINUTE_MS);
    });
    await bot.restart();
    // No command starts it: the start runs it, and then begins to work.
    const stored = async () => (await bot.rows("SELECT * FROM messages")).length >= 2;
    await waitUntil("both messages in the database", stored);
    await bot.settle(10_000);
    expect(await bot.rows("SELECT content, state FROM messages")).toEqual([
      { content: "one", state: "done" },
      { content: "two", state: "done" },
    ]);
    await bot.app.maintain();
    await bot.settle(10_000);
    expect(bot.sent()).toHaveLength(2);
  });

  test("is fetched too when only the webhook was out of order", async () => {
    await start();
    await whileAway(() => ask("Hello?"));
    await bot.app.maintain();
    await bot.settle();
    // It may still be on its way.
    expect(bot.sent()).toEqual([]);
    bot.clock.jump(2 * MINUTE_MS);
    await bot.app.maintain();
    await bot.settle();
    expect(bot.sent()).toEqual(["Here I am."]);
  });

  test("is ignored if it is too old to be answered", async () => {
    await start();
    await whileAway(() => ask("Hello?"));
    bot.clock.jump(23 * 60 * MINUTE_MS + 1_000);
    await bot.app.maintain();
    await bot.settle();
    expect(await bot.rows("SELECT * FROM messages")).toEqual([]);
  });

  test("before the very first start is ignored", async () => {
    bot = await startTestApp();
    await whileAway(() => ask("Hello?"));
    bot.clock.jump(60 * MINUTE_MS);
    await bot.restart({ CATCH_UP: "true" });
    await bot.app.maintain();
    await bot.settle();
    expect(await bot.rows("SELECT * FROM messages")).toEqual([]);
  });

  test("brings its picture along", async () => {
    await start();
    const bytes = await jpeg("red");
    await whileAway(() =>
      bot.twilio.sendMedia({ from: ADA, bytes, contentType: "image/jpeg", body: "What is it?" }),
    );
    bot.clock.jump(2 * MINUTE_MS);
    await bot.app.maintain();
    await bot.settle(10_000);
    expect(bot.sent()).toEqual(["Here I am."]);
    expect(await bot.rows("SELECT kind, state FROM attachments")).toEqual([
      { kind: "image", state: "understood" },
    ]);
  });

  test("and is incomplete in Twilio's list is requested again, once", async () => {
    await start();
    const place = { from: ADA, latitude: 52.5, longitude: 13.4 };
    await whileAway(async () => {
      await bot.twilio.sendLocation(place);
      await bot.twilio.sendLocation(place);
    });
    bot.clock.jump(2 * MINUTE_MS);
    await bot.app.maintain();
    await bot.settle();
    expect(bot.sent()).toEqual([expect.stringContaining("send it again")]);
  });

  test("is fetched later if Twilio's list is unavailable now", async () => {
    await start();
    await whileAway(() => ask("Hello?"));
    bot.clock.jump(2 * MINUTE_MS);
    bot.twilio.faults.next({ on: "list", kind: "500" });
    await bot.app.maintain().catch(() => {});
    bot.clock.jump(60 * MINUTE_MS);
    await bot.app.maintain();
    await bot.settle();
    expect(bot.sent()).toEqual(["Here I am."]);
  });
});

describe("a user who wrote too fast while the bot was away", () => {
  const limit = { RATE_LIMIT_MESSAGES: "2", RATE_LIMIT_WINDOW_SECONDS: "60" };

  test("is judged by the time when it was sent", async () => {
    await start(limit);
    await whileAway(async () => {
      for (const body of ["one", "two", "three"]) await ask(body);
      bot.clock.jump(2 * MINUTE_MS);
      await ask("four");
      await ask("five", BOB);
      bot.clock.jump(2 * MINUTE_MS);
    });
    await bot.app.maintain();
    await bot.settle(10_000);
    expect(await bot.rows("SELECT content FROM messages WHERE state = 'done' ORDER BY id")).toEqual(
      [{ content: "one" }, { content: "two" }, { content: "four" }, { content: "five" }],
    );
    expect(bot.sent(ADA).filter((text) => text.includes("faster"))).toHaveLength(1);
  });

  test("gains nothing by a flood that was ignored when it came", async () => {
    await start(limit);
    for (let count = 0; count < 9; count += 1) await ask(`flood ${count}`);
    await bot.settle();
    bot.clock.jump(2 * MINUTE_MS);
    await bot.app.maintain();
    await bot.settle();
    expect(await bot.rows("SELECT * FROM messages")).toHaveLength(6);
  });
});
