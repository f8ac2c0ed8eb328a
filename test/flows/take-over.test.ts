import { afterEach, describe, expect, test } from "bun:test";
import { TERMINAL } from "../../src/store/admin-access.ts";
import { textPart } from "../../src/core/reply-part.ts";
import type { AdminStore } from "../../src/store/admin-store.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { patientModel } from "../patient-model.ts";
import { en } from "../../src/text/sentences/en.ts";

const OWNER = "Grace";
const LONG = `${"A long answer. ".repeat(100)}\n\n${"And more of it. ".repeat(100)}`;

let bot: TestApp;
let admin: AdminStore;
afterEach(async () => {
  await admin.close();
  await bot.stop();
});

async function start(options: Parameters<typeof startTestApp>[0] = {}): Promise<void> {
  bot = await startTestApp(options);
  bot.openai.onMessage(/./, { content: "Here I am." });
  admin = await bot.openAdminStore();
}

const say = async (body: string, from = ADA) => {
  await bot.twilio.sendText({ from, body });
  await bot.settle(1_000);
};
const idOf = async (address = ADA) => (await admin.findUser(address))?.id ?? 0;
const takeOver = async (by = OWNER, isForced = false) =>
  admin.takeOver(await idOf(), { by, isForced });
const handBack = async (by = OWNER) => admin.handBack(await idOf(), by);
const write = async (text: string, by = OWNER) => {
  const written = await admin.writeMessage(
    { to: await idOf(), text, by, requestKey: null, isOwner: true },
    () => ({ parts: [textPart(text)] }),
  );
  await bot.settle(1_500);
  return written;
};
const rolesOf = (requests: readonly { body: unknown }[]) =>
  JSON.stringify(requests.at(-1)?.body ?? null);
const states = () =>
  bot.rows<{ state: string; total: number }>(
    "SELECT state, count(*) AS total FROM messages GROUP BY state ORDER BY state",
  );

describe("while an owner has a conversation, the bot", () => {
  test("stores what the user writes, and says nothing", async () => {
    await start();
    await say("Hello");
    expect(await takeOver()).toEqual({ outcome: "taken" });
    const asked = bot.openai.getRequests().length;
    await say("Is a human there?");
    await say("/help");
    await bot.settle(120_000);
    expect(bot.sent()).toEqual(["Here I am."]);
    expect(bot.openai.getRequests()).toHaveLength(asked);
    expect(await states()).toEqual([{ state: "done", total: 3 }]);
  });

  test("sends the owner's messages, which the model reads later as its own side", async () => {
    await start();
    await say("Hello");
    await takeOver();
    await say("Where is my parcel?");
    expect(await write("It left Lisbon this morning.")).toMatchObject({ outcome: "queued" });
    expect(bot.sent()).toEqual(["Here I am.", "It left Lisbon this morning."]);
    expect(await handBack()).toBe(true);
    await bot.settle(5_000);
    expect(bot.sent()).toHaveLength(2);
    await say("Thank you!");
    expect(bot.sent().at(-1)).toBe("Here I am.");
    const prompt = rolesOf(bot.openai.getRequests());
    expect(prompt).toContain("Where is my parcel?");
    expect(prompt).toMatch(/"role":"assistant"[^}]*It left Lisbon this morning/);
  });

  test("is silent over the rate limit too, and confirms only a STOP", async () => {
    await start({ settings: { RATE_LIMIT_MESSAGES: "2" } });
    await say("Hello");
    await takeOver();
    for (const word of ["one", "two", "three"]) await say(word);
    expect(bot.sent()).toEqual(["Here I am."]);
    await say("STOP");
    expect(bot.sent()).toHaveLength(1);
    await bot.settle(3_600_000);
    await say("START");
    await say("STOP");
    expect(bot.sent().at(-1)).toBe(en.optedOut);
    expect(await write("Are you well?")).toEqual({ outcome: "opted-out" });
  });

  test("still sends reminders", async () => {
    await start();
    await say("Hello");
    await takeOver();
    const [due, now] = [bot.clock.now() + 30_000, bot.clock.now()];
    await bot.write(`INSERT INTO reminders (user_id, number, text, due_at, created_at, updated_at)
      VALUES (${await idOf()}, 1, 'Water the plants', ${due}, ${now}, ${now})`);
    await bot.settle(60_000);
    expect(bot.sent().at(-1)).toContain("Water the plants");
  });

  test("retries nothing of what was given up before", async () => {
    await start();
    bot.openai.nextRequestError(401, { code: "invalid_api_key" });
    const { sid } = await bot.twilio.sendText({ from: ADA, body: "Are you there?" });
    await bot.settle(1_000);
    await takeOver();
    const life = await admin.timelineOf(sid);
    expect(await admin.retry(life?.id ?? 0, TERMINAL)).toEqual({ outcome: "taken-over" });
  });
});

describe("an owner who takes over", () => {
  test.each(["merge", "separate"])(
    "while the model works has its answer never sent (%s)",
    async (mode) => {
      const { model, calls, begun } = patientModel();
      await start({ model: () => model, settings: { BURST_MODE: mode } });
      await bot.twilio.sendText({ from: ADA, body: "Where is my parcel?" });
      await begun(1);
      await takeOver();
      calls[0]?.answer("It is lost.");
      await bot.settle(120_000);
      expect(bot.sent()).toEqual([]);
      expect(await states()).toEqual([{ state: "done", total: 1 }]);
      expect(await bot.rows("SELECT * FROM reservations")).toEqual([]);
      // What the call did use is counted, and no more.
      expect(await bot.rows("SELECT tokens FROM spending")).toEqual([{ tokens: 7 }]);
    },
  );

  test("while the model works and the process ends has its answer never sent", async () => {
    const { model, begun } = patientModel();
    await start({ model: () => model });
    await bot.twilio.sendText({ from: ADA, body: "Where is my parcel?" });
    await begun(1);
    await takeOver();
    const restarted = bot.restart();
    // Answers in flight have this long.
    await bot.clock.advance(21_000);
    await restarted;
    await bot.settle(120_000);
    expect(bot.sent()).toEqual([]);
    await handBack();
    await bot.settle(5_000);
    expect(bot.sent()).toEqual([]);
  });

  test("while the model works and the process is killed has its call charged as it was reserved", async () => {
    await start();
    await say("Hello");
    // Nothing else is left of an answer in the making.
    await bot.write("UPDATE messages SET error_message = 'taken-over', ai_response = NULL");
    await bot.write(`INSERT INTO reservations (message_id, day, tokens, nano_dollars, call)
      VALUES (1, '2026-11-22', 500, 70, '{"kind":"model","channel":null,"provider":"openai","model":"m"}')`);
    bot.clock.jump(4 * 24 * 60 * 60_000);
    await bot.app.maintain();
    expect(await bot.rows("SELECT * FROM reservations")).toEqual([]);
    expect(await bot.rows("SELECT nano_dollars AS cost FROM charges WHERE model = 'm'")).toEqual([
      { cost: 70 },
    ]);
  });

  test("while parts are sent holds back those that were not", async () => {
    await start({ twilio: { callbacks: "none" } });
    bot.openai.clearFixtures();
    bot.openai.onMessage(/./, { content: LONG });
    await bot.twilio.sendText({ from: ADA, body: "Tell me everything" });
    await bot.settle();
    expect(bot.sent()).toHaveLength(1);
    await takeOver();
    await bot.settle(60_000);
    expect(bot.sent()).toHaveLength(1);
    expect(
      await bot.rows(
        "SELECT state, count(*) AS total FROM deliveries GROUP BY state ORDER BY state",
      ),
    ).toEqual([
      { state: "accepted", total: 1 },
      { state: "held", total: 1 },
    ]);
    await handBack();
    await say("more");
    await bot.settle(5_000);
    expect(bot.sent()).toHaveLength(2);
    expect(bot.sent().at(-1)).toContain("And more of it.");
  });

  test("while a part was refused for now has it held, not sent again", async () => {
    await start();
    bot.twilio.faults.next({ on: "create", kind: "429", times: 1 });
    await bot.twilio.sendText({ from: ADA, body: "Hello" });
    await bot.settle();
    await takeOver();
    await bot.settle(120_000);
    expect(bot.sent()).toEqual([]);
  });

  test("from another one is told who has it, and may take it all the same", async () => {
    await start();
    await say("Hello");
    await takeOver();
    expect(await takeOver("Linus")).toEqual({ outcome: "held", by: OWNER });
    expect(await write("Hi", "Linus")).toEqual({ outcome: "held", by: OWNER });
    expect(await takeOver("Linus", true)).toEqual({ outcome: "taken" });
    expect(await write("Hi", "Linus")).toMatchObject({ outcome: "queued" });
    expect(await takeOver()).toEqual({ outcome: "held", by: "Linus" });
  });

  test("at the same time as another is the only one", async () => {
    await start();
    await say("Hello");
    const outcomes = await Promise.all([takeOver(), takeOver("Linus")]);
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(["held", "taken"]);
  });

  test("of a user who does not exist is told so", async () => {
    await start();
    expect(await admin.takeOver(99, { by: OWNER, isForced: false })).toEqual({
      outcome: "unknown",
    });
    expect(await admin.handBack(99, OWNER)).toBe(false);
  });
});

describe("a user who asks for a human", () => {
  test("waits for one until an owner writes", async () => {
    await start({ settings: { ADMIN_USERS: BOB } });
    await say("/human");
    const waiting = () => bot.rows("SELECT id FROM users WHERE human_asked_at IS NOT NULL");
    expect(await waiting()).toHaveLength(1);
    await write("How can I help?");
    expect(await waiting()).toEqual([]);
    await say("/human");
    expect(await admin.endHumanRequest(await idOf(), TERMINAL)).toBe(true);
    expect(await waiting()).toEqual([]);
  });
});
