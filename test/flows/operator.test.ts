import { afterEach, describe, expect, test } from "bun:test";
import { TERMINAL } from "../../src/store/admin-access.ts";
import type { AdminStore } from "../../src/store/admin-store.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { waitUntil } from "../wait-for.ts";

let bot: TestApp;
let admin: AdminStore;
const start = async (settings: Record<string, string> = {}, isScheduled = false) => {
  bot = await startTestApp({ settings, isScheduled });
  bot.openai.onMessage(/./, { content: "Here I am." });
  admin = await bot.openAdminStore();
};
afterEach(async () => {
  await admin.close();
  await bot.stop();
});

const write = async (from: string, body: string) => {
  const { sid } = await bot.twilio.sendText({ from, body });
  await bot.settle(1_000);
  return sid;
};
const idOf = async (sid: string) => {
  const life = await admin.timelineOf(sid);
  if (life === null) throw new Error(`${sid} is not known`);
  return life.id;
};

describe("beside the running bot, an operator", () => {
  test("has a message answered after all that was given up", async () => {
    await start();
    bot.openai.nextRequestError(401, { code: "invalid_api_key" });
    const sid = await write(ADA, "Are you there?");
    expect(await admin.timelineOf(sid)).toMatchObject({
      state: "dead",
      parts: [{ state: "delivered" }],
    });
    expect(await admin.retry(await idOf(sid), TERMINAL)).toEqual({ outcome: "answer-again" });
    await bot.app.maintain();
    await bot.settle(2_000);
    expect(bot.sent().at(-1)).toBe("Here I am.");
    expect(await admin.timelineOf(sid)).toMatchObject({
      state: "done",
      parts: [{ part: 0 }, { part: 1 }],
    });
    expect(await admin.retry(await idOf(sid), TERMINAL)).toEqual({ outcome: "nothing-to-retry" });
  });

  test("need do no more than that: the schedule of the bot finds the message", async () => {
    await start({}, true);
    bot.openai.nextRequestError(401, { code: "invalid_api_key" });
    const sid = await write(ADA, "Are you there?");
    expect(await admin.retry(await idOf(sid), TERMINAL)).toEqual({ outcome: "answer-again" });
    await waitUntil("the answer", () => bot.sent().at(-1) === "Here I am.", { found: bot.sent });
  });

  test("has a reply sent again that Twilio refused, without asking the model again", async () => {
    await start();
    bot.twilio.faults.next({ on: "create", kind: "code", code: 63016, status: 400 });
    const sid = await write(ADA, "Are you there?");
    expect((await admin.timelineOf(sid))?.parts).toMatchObject([
      { state: "failed", errorCode: "63016" },
    ]);
    expect(await admin.retry(await idOf(sid), TERMINAL)).toEqual({ outcome: "send-again" });
    await bot.settle(2_000);
    expect(bot.sent()).toEqual(["Here I am."]);
    expect(bot.openai.getRequests()).toHaveLength(1);
    expect(await admin.timelineOf(sid)).toMatchObject({
      state: "done",
      parts: [{ state: "delivered" }],
    });
  });

  test("finds a message by the sid of a part of its answer", async () => {
    await start();
    const sid = await write(ADA, "Are you there?");
    const part = bot.twilio.journal.messages[0]?.sid ?? "";
    expect((await admin.timelineOf(part))?.sid).toBe(sid);
    expect(await admin.timelineOf("SM-of-somebody-else")).toBeNull();
  });

  test("allows and blocks a user from the next message on", async () => {
    await start({ WHITELISTED_USERS: "+4915112345678" });
    await write(BOB, "Hello");
    await admin.setPermissions(BOB, { isWhitelisted: true, isActive: true }, TERMINAL);
    await write(BOB, "Hello again");
    expect(bot.sent(BOB).at(-1)).toBe("Here I am.");
    await admin.setPermissions(BOB, { isWhitelisted: false, isActive: false }, TERMINAL);
    const asked = bot.openai.getRequests().length;
    await write(BOB, "And now?");
    expect(bot.openai.getRequests()).toHaveLength(asked);
    expect(await admin.findUser(BOB)).toMatchObject({ isActive: false, messages: 1, refused: 2 });
  });

  test("erases a user so that no byte of theirs is left, and a replay changes nothing", async () => {
    await start();
    const sid = await write(ADA, "my canary is called Tweety");
    await write(BOB, "I stay");
    const user = await admin.findUser(ADA);
    expect(await admin.eraseUser(user?.id ?? 0, TERMINAL)).toBe(true);
    expect(await bot.traces("Tweety")).toEqual([]);
    expect(await bot.traces(ADA)).toEqual([]);
    await bot.twilio.repeat(sid);
    await bot.settle(1_000);
    expect((await admin.users()).map(({ phoneNumber }) => phoneNumber)).toEqual([BOB]);
  });
});
