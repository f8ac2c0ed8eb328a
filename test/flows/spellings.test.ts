import { afterEach, describe, expect, test } from "bun:test";
import { TERMINAL } from "../../src/store/admin-access.ts";
import { forget } from "../../src/answer/commands/forget.ts";
import type { Environment } from "../../src/config.ts";
import { BOB, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

async function start(settings: Environment = {}): Promise<void> {
  bot = await startTestApp({ settings: { ADMIN_USERS: BOB, ...settings } });
  bot.openai.onMessage(/./, { content: "As you say." });
}

async function say(body: string, from: string): Promise<void> {
  await bot.twilio.sendText({ from, body });
  await bot.settle(1_000);
}

const asked = () => JSON.stringify(bot.openai.getRequests().at(-1)?.body);
const users = () => bot.rows<{ id: number }>("SELECT id FROM users WHERE id > 0 ORDER BY id");

const numbers: [country: string, one: string, other: string][] = [
  ["Mexico", "whatsapp:+525512345678", "whatsapp:+5215512345678"],
  ["Brazil", "whatsapp:+5511987654321", "whatsapp:+551187654321"],
  ["Argentina", "whatsapp:+541123456789", "whatsapp:+5491123456789"],
];

const bothWays = numbers.flatMap(([country, one, other]) => [
  [country, one, other] as const,
  [country, other, one] as const,
]);

describe.each(bothWays)("a user in %s who writes from %s and from %s", (_country, one, other) => {
  test("is one user with one history, answered where they wrote last", async () => {
    await start();
    await say("My cat is called Minou", one);
    await say("What is my cat called?", other);
    expect(asked()).toContain("Minou");
    expect(await users()).toHaveLength(1);
    expect(bot.sent(one)).toHaveLength(1);
    expect(bot.sent(other)).toHaveLength(1);
  });

  test("is forgotten and blocked under both", async () => {
    await start();
    await say("My cat is called Minou", one);
    await say("/forget", other);
    await say("yes", one);
    expect(bot.sent(one).at(-1)).toBe(forget.languages.en.erased);
    expect(await bot.traces("Minou")).toEqual([]);
    await say(`/block ${other.replace("whatsapp:", "")}`, BOB);
    expect(bot.sent(BOB).at(-1)).toContain("blocked");
    const before = bot.sent(one).length;
    await say("Hello?", one);
    await say("Hello?", other);
    expect(bot.sent(one)).toHaveLength(before);
    expect((await users()).length).toBe(2);
  });

  test("is on the list and silent under both, and counted once by the limit", async () => {
    await start({ WHITELISTED_USERS: one.replace("whatsapp:", ""), RATE_LIMIT_MESSAGES: "2" });
    await say("Hello", other);
    expect(bot.sent(other)).toEqual(["As you say."]);
    await say("STOP", one);
    await say("Hello", other);
    expect(bot.sent(other)).toHaveLength(1);
  });

  test("is found by the operator under both, and erased whole", async () => {
    await start();
    await say("My cat is called Minou", one);
    const admin = await bot.openAdminStore();
    const found = await admin.findUser(other);
    expect(found).toMatchObject({ phoneNumber: one, messages: 1 });
    expect(
      await admin.setPermissions(other, { isActive: true, isWhitelisted: true }, TERMINAL),
    ).toMatchObject({
      id: found?.id ?? 0,
      isWhitelisted: true,
    });
    expect(await admin.users()).toHaveLength(1);
    expect(await admin.eraseUser(found?.id ?? 0, TERMINAL)).toBe(true);
    expect(await admin.users()).toEqual([]);
    await admin.close();
  });

  test("who was known as two becomes one with the next message, or the next change", async () => {
    await start();
    await say("My cat is called Minou", one);
    await bot.twilio.sendText({ from: BOB, body: "Hello" });
    await bot.settle();
    // As an earlier version stored them.
    await bot.write(`UPDATE users SET phone_number = '${other}' WHERE phone_number = '${BOB}'`);
    await say("What is my cat called?", other);
    expect(await users()).toHaveLength(1);
    expect(await bot.rows("SELECT id FROM messages WHERE direction = 'inbound'")).toHaveLength(3);
    await say("/help", BOB);
    await bot.write(`UPDATE users SET phone_number = '${other}' WHERE phone_number = '${BOB}'`);
    const admin = await bot.openAdminStore();
    await admin.setPermissions(one, { isActive: false, isWhitelisted: false }, TERMINAL);
    expect(await admin.users()).toMatchObject([{ isActive: false }]);
    await admin.close();
  });
});

test("two users by their usernames stay two, whatever spelling of a number they had", async () => {
  await start();
  const [, one, other] = numbers[0] ?? ["", "", ""];
  await bot.twilio.sendText({ from: one, externalUserId: "whatsapp:MX.former", body: "My secret" });
  await bot.settle();
  await bot.twilio.sendText({ from: other, externalUserId: "whatsapp:MX.holder", body: "Hello" });
  await bot.settle();
  expect(asked()).not.toContain("My secret");
  expect(await bot.rows("SELECT phone_number FROM users ORDER BY id")).toEqual([
    { phone_number: null },
    { phone_number: other },
  ]);
});

test("numbers of other countries have no second spelling", async () => {
  await start();
  await say("My cat is called Minou", "whatsapp:+12025550123");
  await say("What is my cat called?", "whatsapp:+112025550123");
  expect(asked()).not.toContain("Minou");
  expect(await users()).toHaveLength(2);
});
