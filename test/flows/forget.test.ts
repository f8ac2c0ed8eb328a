import { afterEach, beforeEach, expect, test } from "bun:test";
import { TERMINAL } from "../../src/store/admin-access.ts";
import { forget } from "../../src/answer/commands/forget.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

const CANARY = "canary-of-ada";
const MINUTE_MS = 60_000;

let bot: TestApp;
beforeEach(async () => {
  bot = await startTestApp({ settings: { RATE_LIMIT_MESSAGES: "100" } });
  bot.openai.onMessage(/./, { content: `You said ${CANARY}.` });
});
afterEach(() => bot.stop());

async function say(body: string, from = ADA): Promise<string> {
  await bot.twilio.sendText({ from, body, profileName: `Name ${CANARY}` });
  await bot.settle();
  return bot.sent(from).at(-1) ?? "";
}

async function fill(): Promise<string[]> {
  const sids: string[] = [];
  for (let count = 0; count < 6; count += 1) {
    const body = `${CANARY} ${count} ${"and so on ".repeat(100)}`;
    sids.push((await bot.twilio.sendText({ from: ADA, body })).sid);
    await bot.settle();
  }
  await say(`/persona like ${CANARY}`);
  const bytes = new TextEncoder().encode(`A list.\n${CANARY}\n`.repeat(500));
  const note = { from: ADA, contentType: "text/plain", bytes, body: `${CANARY}.txt` };
  sids.push((await bot.twilio.sendMedia(note)).sid);
  await bot.settle();
  return sids;
}

test("a user who says yes is erased: nothing of theirs can be read any more", async () => {
  await fill();
  expect(await bot.traces(CANARY)).not.toEqual([]);
  expect(await say("/forget")).toBe(forget.languages.en.asks);
  expect(await say("Yes")).toBe(forget.languages.en.erased);
  expect(await bot.traces(CANARY)).toEqual([]);
  expect(await bot.rows("SELECT * FROM conversations")).toEqual([]);
  expect(await bot.rows("SELECT * FROM attachments")).toEqual([]);
  expect(await bot.rows("SELECT content, topic, state FROM messages")).toEqual([
    { content: null, topic: "forgotten", state: "done" },
  ]);
  expect(await bot.rows("SELECT whatsapp_name, persona FROM users")).toEqual([
    { whatsapp_name: null, persona: null },
  ]);
  const asked = bot.openai.getRequests().length;
  await say("Do you know me?");
  expect(bot.openai.getRequests()).toHaveLength(asked + 1);
  expect(JSON.stringify(bot.openai.getRequests()[asked]?.body)).not.toContain(CANARY);
});

test("a replay of an erased message brings nothing back and is not answered", async () => {
  const sids = await fill();
  await say("/forget");
  const { sid } = await bot.twilio.sendText({ from: ADA, body: "yes" });
  await bot.settle();
  await bot.app.maintain();
  expect(await bot.rows("SELECT * FROM messages")).toEqual([]);
  const sent = bot.sent().length;
  for (const one of [...sids, sid]) expect((await bot.twilio.repeat(one)).status).toBe(200);
  await bot.settle(1_000);
  expect(bot.sent()).toHaveLength(sent);
  expect(await bot.traces(CANARY)).toEqual([]);
});

test("Twilio's copies of the files are removed too", async () => {
  await fill();
  await say("/forget");
  await say("yes");
  await bot.app.maintain();
  const deleted = bot.twilio.journal.calls.filter(({ method }) => method === "DELETE");
  expect(deleted).toHaveLength(1);
  expect(await bot.rows("SELECT * FROM jobs")).toEqual([]);
});

test("anything but yes, or a yes that comes late, keeps everything", async () => {
  await say(`Remember ${CANARY}`);
  await say("/forget");
  expect(await say("no")).toStartWith("You said");
  expect(await say("yes")).toStartWith("You said");
  await say("/forget");
  bot.clock.jump(16 * MINUTE_MS);
  expect(await say("yes")).toStartWith("You said");
  expect(await bot.rows("SELECT * FROM messages")).toHaveLength(6);
});

test("another user's messages stay, and a message after the yes is answered", async () => {
  await say("Bob's words", BOB);
  await say(`Remember ${CANARY}`);
  await say("/forget");
  await Promise.all([
    bot.twilio.sendText({ from: ADA, body: "yes" }),
    bot.twilio.sendText({ from: ADA, body: "A new beginning" }),
  ]);
  await bot.settle(2_000);
  expect(bot.sent(ADA).slice(-2)).toEqual([forget.languages.en.erased, `You said ${CANARY}.`]);
  expect(
    await bot.rows("SELECT content FROM messages WHERE content IS NOT NULL ORDER BY id"),
  ).toEqual([{ content: "Bob's words" }, { content: "A new beginning" }]);
});

test("a crash after the yes leaves nothing behind either", async () => {
  await fill();
  await say("/forget");
  await bot.twilio.sendText({ from: ADA, body: "yes" });
  await bot.restart();
  await bot.settle();
  expect(bot.sent(ADA).at(-1)).toBe(forget.languages.en.erased);
  expect(await bot.traces(CANARY)).toEqual([]);
});

test("what was remembered goes too, what was charged has no user any more, and the limits of the day stay", async () => {
  await say("Hello");
  await bot.write(
    `INSERT INTO facts (user_id, text, created_at) SELECT id, '${CANARY}', 1 FROM users`,
  );
  await bot.write("INSERT INTO spending (day, user_id, tokens) VALUES ('2026-10-01', 1, 5)");
  for (const period of ["2026-10-01", "2026-10"])
    await bot.write(
      `INSERT INTO spent_money (period, user_id, nano_dollars) VALUES ('${period}', 1, 5)`,
    );
  await bot.write(
    "INSERT INTO charges (user_id, day, kind, provider, model, units, nano_dollars, is_estimated, created_at) VALUES (1, '2026-10-01', 'model', 'p', 'm', '{}', 5, false, 1)",
  );
  await say("/forget");
  expect(await say("yes")).toBe(forget.languages.en.erased);
  await bot.app.maintain();
  expect(await bot.rows("SELECT text FROM facts")).toEqual([]);
  const charges = await bot.rows("SELECT user_id FROM charges");
  expect(charges.length).toBeGreaterThan(0);
  for (const charge of charges) expect(charge).toEqual({ user_id: null });
  expect(await bot.rows("SELECT day FROM spending WHERE user_id = 1")).toEqual([
    { day: "2026-11-22" },
  ]);
  const periods = await bot.rows(
    "SELECT period FROM spent_money WHERE user_id = 1 ORDER BY period",
  );
  for (const { period } of periods) expect(String(period)).toStartWith("2026-11");
});

test("an operator who erases a user erases the same", async () => {
  await say("Hello");
  await bot.write(
    `INSERT INTO facts (user_id, text, created_at) SELECT id, '${CANARY}', 1 FROM users`,
  );
  await bot.write(
    "INSERT INTO charges (user_id, day, kind, provider, model, units, nano_dollars, is_estimated, created_at) VALUES (1, '2026-10-01', 'model', 'p', 'm', '{}', 5, false, 1)",
  );
  await bot.write("INSERT INTO spending (day, user_id, tokens) VALUES ('2026-10-01', 1, 5)");
  const admin = await bot.openAdminStore();
  expect(await admin.eraseUser(1, TERMINAL)).toBe(true);
  await admin.close();
  expect(await bot.rows("SELECT text FROM facts")).toEqual([]);
  expect(await bot.rows("SELECT id FROM charges WHERE user_id IS NOT NULL")).toEqual([]);
  expect(await bot.rows("SELECT day FROM spending WHERE day < '2026-11-01'")).toEqual([]);
});

test("memory that is off and incognito stay so: they keep things from being stored", async () => {
  await say("/memory off");
  await say("/incognito");
  await say("/forget");
  await say("yes");
  expect(await bot.rows("SELECT is_memory_on, is_incognito FROM users")).toEqual([
    { is_memory_on: 0, is_incognito: 1 },
  ]);
});
