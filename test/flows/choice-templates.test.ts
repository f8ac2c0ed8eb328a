import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { forget } from "../../src/answer/commands/forget.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

const HOUR_MS = 60 * 60_000;
const { asks, answers } = forget.languages.en;
const written = `${asks}\n\n${answers}`;

let bot: TestApp;
beforeEach(async () => {
  bot = await startTestApp({ settings: { RATE_LIMIT_MESSAGES: "100", ADMIN_USERS: BOB } });
  bot.openai.onMessage(/./, { content: "As you say." });
});
afterEach(() => bot.stop());

/** Has the user ask to be forgotten, and returns the question as it arrives. */
async function ask(from = ADA): Promise<{ text: string; buttons: number }> {
  await bot.twilio.sendText({ from, body: "/forget" });
  await bot.settle(20_000);
  const last = bot.twilio.journal.messages.findLast(({ to }) => to === from);
  return { text: bot.sent(from).at(-1) ?? "", buttons: last?.buttons.length ?? 0 };
}

const WITH_BUTTONS = { text: asks, buttons: 2 };
const WRITTEN = { text: written, buttons: 0 };

const creations = () => bot.twilio.journal.calls.filter(({ path }) => path === "/v1/Content");
const logged = (event: string) => bot.log.filter((line) => line.event === event);

describe("a template for buttons", () => {
  test("is created once for all users, and survives a restart", async () => {
    expect(await ask()).toEqual(WITH_BUTTONS);
    expect(await ask(BOB)).toEqual(WITH_BUTTONS);
    await bot.restart();
    expect(await ask()).toEqual(WITH_BUTTONS);
    expect(creations()).toHaveLength(1);
    const send = bot.twilio.journal.calls.find(({ params }) => "ContentSid" in params);
    expect(Object.keys(send?.params ?? {})).not.toContain("Body");
  });

  test("is created again an hour after Twilio lost it; until then the choices are words", async () => {
    await ask();
    for (const sid of bot.twilio.templates.sids()) bot.twilio.templates.remove(sid);
    expect(await ask()).toEqual(WRITTEN);
    expect(await ask()).toEqual(WRITTEN);
    expect(logged("template is gone, choices are written out")).toHaveLength(1);
    expect(logged("part refused")).toEqual([]);
    bot.clock.jump(HOUR_MS);
    expect(await ask()).toEqual(WITH_BUTTONS);
    expect(creations()).toHaveLength(2);
  });

  test.each([
    ["an API that says it found nothing", { kind: "code", code: 20404, status: 404 }],
    ["WhatsApp, which does not know it", { kind: "code", code: 63027, status: 400 }],
  ] as const)("is replaced after a refusal by %s", async (_, fault) => {
    await ask();
    bot.twilio.faults.next({ on: "create", ...fault });
    expect(await ask()).toEqual(WRITTEN);
    bot.clock.jump(HOUR_MS);
    expect(await ask()).toEqual(WITH_BUTTONS);
    expect(creations()).toHaveLength(2);
  });

  test("stays when Twilio refuses one text in it, which is sent without buttons", async () => {
    await ask();
    bot.twilio.faults.next({ on: "create", kind: "code", code: 21656, status: 400 });
    expect(await ask()).toEqual(WRITTEN);
    expect(await ask()).toEqual(WITH_BUTTONS);
    expect(creations()).toHaveLength(1);
  });

  test("that was created as the server died is left unused, and another one is created", async () => {
    bot.twilio.faults.next({ on: "content", kind: "lost-response" });
    expect(await ask()).toEqual(WRITTEN);
    bot.clock.jump(HOUR_MS);
    await bot.restart();
    expect(await ask()).toEqual(WITH_BUTTONS);
    expect(bot.twilio.templates.sids()).toHaveLength(2);
  });
});

describe("where no template can be created", () => {
  test.each([
    ["without permission", { kind: "code", code: 20403, status: 403 }],
    ["at too many requests", { kind: "429" }],
    ["without a connection", { kind: "refused" }],
    ["at an answer that breaks off", { kind: "garbled" }],
    ["at a server error", { kind: "500" }],
  ] as const)("%s the choices are words; it is tried again after an hour", async (_, fault) => {
    bot.twilio.faults.next({ on: "content", ...fault });
    expect(await ask()).toEqual(WRITTEN);
    expect(await ask(BOB)).toEqual(WRITTEN);
    await bot.restart();
    expect(await ask()).toEqual(WRITTEN);
    expect(creations()).toHaveLength(1);
    expect(logged("template not created, choices are written out")).toHaveLength(1);
    bot.clock.jump(HOUR_MS);
    expect(await ask()).toEqual(WITH_BUTTONS);
  });

  test("since the account is on trial, its owner is told", async () => {
    bot.twilio.faults.next({ on: "content", kind: "code", code: 21654, status: 400 });
    expect(await ask()).toEqual(WRITTEN);
    expect(bot.sent(BOB)).toEqual([expect.stringContaining("trial account")]);
  });
});

describe("a message with buttons", () => {
  test("whose response was lost is found in Twilio's list, and not sent twice", async () => {
    bot = await again({ callbacks: "none" });
    bot.twilio.faults.next({ on: "create", kind: "lost-response" });
    expect(await ask()).toEqual(WITH_BUTTONS);
    await bot.settle(60_000);
    expect(bot.sent()).toHaveLength(1);
    expect(logged("uncertain part was sent")).toHaveLength(1);
    expect(await bot.rows("SELECT kind, state FROM deliveries")).toEqual([
      { kind: "choices", state: "accepted" },
    ]);
  });

  test("is settled by its delivery report as well", async () => {
    bot.twilio.faults.next({ on: "create", kind: "lost-response" });
    await ask();
    expect(bot.sent()).toHaveLength(1);
    expect(await bot.rows("SELECT state FROM deliveries")).toEqual([{ state: "delivered" }]);
  });

  test("that is reported as not deliverable is sent again in words", async () => {
    bot = await again({ callbacks: "none" });
    await bot.twilio.sendText({ from: ADA, body: "/forget" });
    await bot.settle();
    await bot.twilio.reportStatus(bot.twilio.journal.messages[0]?.sid ?? "", "failed", 63013);
    await bot.settle(20_000);
    expect(bot.sent()).toEqual([asks, written]);
  });
});

test("the offer of more that is reported as not deliverable is sent again in words", async () => {
  bot = await again({ callbacks: "none" });
  bot.openai.onMessage(/./, { content: "A long story. ".repeat(600) });
  await bot.twilio.sendText({ from: ADA, body: "Tell me everything" });
  await bot.settle(10_000);
  const { messages } = bot.twilio.journal;
  expect(messages.at(-1)?.buttons).toHaveLength(1);
  const sent = messages.length;
  await bot.twilio.reportStatus(messages.at(-1)?.sid ?? "", "failed", 63013);
  await bot.settle(20_000);
  expect(messages).toHaveLength(sent + 1);
  expect(bot.sent().at(-1)).toContain("(There is more: write *more* for the rest.)");
});

/** The same bot before a Twilio with other options. */
async function again(twilio: { readonly callbacks: "none" }): Promise<TestApp> {
  await bot.stop();
  return startTestApp({ twilio });
}
