import { afterEach, describe, expect, test } from "bun:test";
import { catalogue } from "../../src/text/sentences.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

const { en, es } = catalogue;
const { alerts } = en.owner;
const refusal = { error: { message: "no", type: "x", code: "invalid_api_key" }, status: 401 };

let bot: TestApp;
afterEach(() => bot.stop());

async function start(admins = BOB): Promise<void> {
  bot = await startTestApp({ settings: { ADMIN_USERS: admins } });
}

async function say(from: string, body: string): Promise<void> {
  await bot.twilio.sendText({ from, body });
  await bot.settle();
}

describe("the owners are alerted, once an hour,", () => {
  test.each([
    ["that the account is empty", 429, "insufficient_quota", alerts.accountEmpty],
    ["that the key is refused", 401, "invalid_api_key", alerts.keyRefused],
  ])("%s", async (_, status, code, line) => {
    await start();
    bot.openai.onMessage(/./, { error: { message: "no", type: code, code }, status });
    await say(ADA, "Hello");
    await say(ADA, "Hello?");
    expect(bot.sent(BOB)).toEqual([line]);
    expect(bot.sent(ADA)).toEqual([en.unavailable, en.unavailable]);
    expect(bot.log.filter(({ event }) => event === "owners alerted")).toHaveLength(1);
    bot.clock.jump(3_600_000);
    await say(ADA, "And now?");
    expect(bot.sent(BOB)).toEqual([line, line]);
  });

  test.each([
    [21654, alerts.trialAccount],
    [63016, alerts.windowClosed],
    [63015, alerts.sandboxNotJoined],
  ])("that Twilio refused an answer with %d", async (code, line) => {
    await start();
    bot.openai.onMessage(/./, { content: "Yes." });
    bot.twilio.faults.next({ on: "create", kind: "code", code, status: 400 });
    await say(ADA, "Hello");
    expect(bot.sent(BOB)).toEqual([line]);
  });

  test("every one of them, each in their language", async () => {
    const carol = "whatsapp:+34600111222";
    await start(`${BOB},${carol}`);
    await say(carol, "/language es");
    bot.openai.onMessage(/./, refusal);
    await say(ADA, "Hello");
    expect(bot.sent(BOB)).toEqual([alerts.keyRefused]);
    expect(bot.sent(carol).at(-1)).toBe(es.owner.alerts.keyRefused);
  });
});

describe("a report that comes later", () => {
  test("of a refused answer alerts the owners too", async () => {
    bot = await startTestApp({ settings: { ADMIN_USERS: BOB }, twilio: { callbacks: "none" } });
    bot.openai.onMessage(/./, { content: "Yes." });
    await say(ADA, "Hello");
    const [answer] = bot.twilio.journal.messages;
    await bot.twilio.reportStatus(answer?.sid ?? "", "failed", 63016);
    await bot.settle();
    expect(bot.sent(BOB)).toEqual([alerts.windowClosed]);
  });
});

describe("a notice that fails", () => {
  test("causes no notice, whether it is refused at once or later", async () => {
    bot = await startTestApp({ settings: { ADMIN_USERS: BOB }, twilio: { callbacks: "none" } });
    bot.openai.onMessage(/./, { content: "Yes." });
    bot.twilio.faults.next({ on: "create", kind: "code", code: 63015, status: 400 });
    bot.twilio.faults.next({ on: "create", kind: "code", code: 63016, status: 400 });
    await say(ADA, "Hello");
    expect(bot.sent()).toEqual([]);
    expect(await bot.rows("SELECT topic FROM messages WHERE direction = 'outbound'")).toEqual([
      { topic: "trouble:sandboxNotJoined" },
    ]);
    bot.clock.jump(3_600_000);
    bot.twilio.faults.next({ on: "create", kind: "code", code: 63015, status: 400 });
    await say(ADA, "Hello");
    const [notice] = bot.twilio.journal.messages;
    await bot.twilio.reportStatus(notice?.sid ?? "", "failed", 63016);
    await bot.settle();
    expect(bot.sent()).toEqual([alerts.sandboxNotJoined]);
  });
});

test("without owners nothing is sent, and the log has what happened", async () => {
  bot = await startTestApp();
  bot.openai.onMessage(/./, refusal);
  await say(ADA, "Hello");
  expect(bot.sent()).toEqual([en.unavailable]);
  expect(bot.log.filter(({ level }) => level === "error")).toHaveLength(1);
});
