import { afterEach, describe, expect, test } from "bun:test";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

async function start(settings: Record<string, string> = {}): Promise<void> {
  bot = await startTestApp({ settings });
  bot.openai.onMessage(/./, { content: "Yes." });
}

const asked = () => bot.openai.getRequests().map((request) => JSON.stringify(request.body));

describe("a stranger, when there is a whitelist,", () => {
  test("gets one friendly sentence a day, and none of their text reaches the model", async () => {
    await start({ WHITELISTED_USERS: "+4915112345678" });
    for (let count = 0; count < 3; count += 1) {
      await bot.twilio.sendText({ from: BOB, body: "Let me in, says Bob" });
      await bot.settle(61_000);
    }
    await bot.twilio.sendText({ from: ADA, body: "Hello" });
    await bot.settle();
    expect(bot.sent(BOB)).toHaveLength(1);
    expect(bot.sent(ADA)).toEqual(["Yes."]);
    expect(asked()).toHaveLength(1);
    const refused = await bot.rows(
      "SELECT content, whatsapp_name FROM messages JOIN users ON users.id = user_id WHERE state = 'discarded'",
    );
    expect(refused).toHaveLength(3);
    expect(refused).toMatchObject([{ content: null }, { content: null }, { content: null }]);
    bot.clock.jump(86_400_000);
    await bot.twilio.sendText({ from: BOB, body: "And today?" });
    await bot.settle();
    expect(bot.sent(BOB)).toHaveLength(2);
  });

  test("is allowed by number or by username", async () => {
    await start({ WHITELISTED_USERS: "+4915112345678,DE.bob42" });
    const username = "whatsapp:DE.bob42";
    await bot.twilio.sendText({ from: username, externalUserId: username, body: "Hello" });
    await bot.settle();
    expect(bot.sent(username)).toEqual(["Yes."]);
  });
});

describe("a user who writes too fast", () => {
  const limit = { RATE_LIMIT_MESSAGES: "2", RATE_LIMIT_WINDOW_SECONDS: "60" };
  const say = (body: string) => bot.twilio.sendText({ from: ADA, body });

  test("is asked once to wait, and the excess messages never reach the model", async () => {
    await start(limit);
    for (const word of ["one", "two", "three", "four"]) {
      expect((await say(word)).status).toBe(200);
      await bot.settle();
    }
    expect(bot.sent()).toEqual(["Yes.", "Yes.", expect.stringContaining("wait")]);
    await bot.settle(60_000);
    await say("five");
    await bot.settle();
    expect(bot.sent().at(-1)).toBe("Yes.");
    expect(asked().join()).toContain("two");
    expect(asked().join()).not.toContain("three");
    expect(asked().join()).not.toContain("four");
  });

  test("is limited still after a restart", async () => {
    await start(limit);
    await say("one");
    await say("two");
    await bot.settle();
    await bot.restart();
    await say("three");
    await bot.settle();
    expect(bot.sent().at(-1)).toContain("wait");
  });

  test("leaves no row past three times the limit, but is acknowledged", async () => {
    await start(limit);
    for (let count = 0; count < 9; count += 1) {
      expect((await say(`message ${count}`)).body).toBe("<Response/>");
    }
    expect(await bot.rows("SELECT * FROM messages")).toHaveLength(6);
  });

  test("is not limited by messages that Twilio delivers again", async () => {
    await start(limit);
    const { sid } = await say("one");
    for (let count = 0; count < 5; count += 1) await bot.twilio.repeat(sid);
    // Else both may be answered at once.
    await bot.settle();
    await say("two");
    await bot.settle();
    expect(bot.sent()).toEqual(["Yes.", "Yes."]);
  });

  test("cannot slip through by writing everything at the same moment", async () => {
    await start({ ...limit, BURST_MODE: "separate" });
    await Promise.all(Array.from({ length: 5 }, (_, index) => say(`at once ${index}`)));
    await bot.settle();
    expect(asked()).toHaveLength(2);
  });
});

describe("when the answers cannot keep up", () => {
  const hold = { RATE_LIMIT_MESSAGES: "10000", BURST_MODE: "separate" };

  test("a user with twenty waiting messages is told once to wait, others are not affected", async () => {
    await start(hold);
    bot.openai.setChaos({ dropRate: 1 });
    for (let count = 0; count < 23; count += 1) {
      expect((await bot.twilio.sendText({ from: ADA, body: `message ${count}` })).status).toBe(200);
    }
    await bot.twilio.sendText({ from: BOB, body: "Hello" });
    bot.openai.clearChaos();
    await bot.settle(60_000);
    expect(bot.sent(BOB)).toEqual(["Yes."]);
    const toAda = bot.sent(ADA);
    expect(toAda.filter((text) => text === "Yes.")).toHaveLength(20);
    expect(toAda.filter((text) => text.includes("caught up"))).toHaveLength(1);
    expect(await bot.rows("SELECT content FROM messages WHERE state = 'discarded'")).toEqual(
      Array.from({ length: 3 }, () => ({ content: null })),
    );
  });

  test("with five thousand waiting Twilio is asked to retry, and nothing is stored", async () => {
    await start(hold);
    await bot.twilio.sendText({ from: BOB, body: "Hello" });
    await bot.settle();
    await bot.write(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
       INSERT INTO messages (sid, user_id, direction, message_type, state, run_at, created_at, updated_at)
       SELECT 'SMfull' || i, user_id, 'inbound', 'text', 'received', run_at, created_at, updated_at
       FROM messages, n WHERE messages.id = 1`,
    );
    const turnedAway = await bot.twilio.sendText({ from: ADA, body: "Hello" });
    expect(turnedAway.status).toBe(503);
    expect(await bot.rows("SELECT * FROM users")).toHaveLength(1);
    await bot.write("DELETE FROM messages WHERE sid LIKE 'SMfull%'");
    expect((await bot.twilio.repeat(turnedAway.sid)).status).toBe(200);
    await bot.settle();
    expect(bot.sent(ADA)).toEqual(["Yes."]);
  });
});

describe("a message without words", () => {
  test("that is empty gets one nudge and no model call", async () => {
    await start();
    await bot.twilio.sendText({ from: ADA, body: "" });
    await bot.twilio.sendText({ from: ADA, body: "   " });
    await bot.settle();
    expect(asked()).toEqual([]);
    expect(bot.sent()).toEqual([expect.stringContaining("empty")]);
  });
});
