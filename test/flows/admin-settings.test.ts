import { afterEach, describe, expect, test } from "bun:test";
import { TERMINAL } from "../../src/store/admin-access.ts";
import { LIVE_SETTINGS } from "../../src/config/live-settings.ts";
import { settings } from "../../src/config/settings.ts";
import type { Environment } from "../../src/config.ts";
import type { AuditItem, Page, SettingItem } from "../../src/admin/wire.ts";
import { type AdminClient, LOCAL, signedIn } from "../admin-client.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
let client: AdminClient;
afterEach(() => bot.stop());

async function start(given: Environment = {}): Promise<void> {
  bot = await startTestApp({
    settings: { ...LOCAL, ...given },
    twilio: { publicUrl: LOCAL.PUBLIC_URL },
  });
  client = await signedIn(bot);
  bot.openai.onMessage(/./, { content: "Yes." });
}

async function say(body: string): Promise<string | undefined> {
  await bot.twilio.sendText({ from: ADA, body });
  await bot.settle();
  return bot.sent(ADA).at(-1);
}

async function set(name: string, value: string): Promise<void> {
  const response = await client.change("PUT", `/api/settings/${name}`, { value });
  if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
}

const setting = async (name: string) =>
  (await client.read<SettingItem[]>("/api/settings")).find((one) => one.name === name);

const instructions = () => JSON.stringify(bot.openai.getRequests().at(-1)?.body);

describe("a setting that is changed at the page holds from the next message on:", () => {
  test("the persona of the bot, also after a restart, until it is reset", async () => {
    await start();
    await set("SYSTEM_PROMPT", "Speak like a pirate.");
    await say("Hello");
    expect(instructions()).toContain("Speak like a pirate.");
    await bot.restart();
    await say("Hello again");
    expect(instructions()).toContain("Speak like a pirate.");
    expect(await setting("SYSTEM_PROMPT")).toMatchObject({
      value: "Speak like a pirate.",
      origin: "page",
    });
    expect((await client.change("DELETE", "/api/settings/SYSTEM_PROMPT")).status).toBe(200);
    await say("And now?");
    expect(instructions()).not.toContain("pirate");
    expect((await setting("SYSTEM_PROMPT"))?.origin).toBe("default");
  });

  test("budgets", async () => {
    await start();
    await set("DAILY_BUDGET_USD_PER_USER", "0.000001");
    expect(await say("Hello")).not.toBe("Yes.");
    await set("DAILY_BUDGET_USD_PER_USER", "0");
    expect(await say("Hello")).toBe("Yes.");
  });

  test("the rate limit", async () => {
    await start({ RATE_LIMIT_WINDOW_SECONDS: "3600" });
    await set("RATE_LIMIT_MESSAGES", "1");
    expect(await say("one")).toBe("Yes.");
    expect(await say("two")).toContain("faster than I can follow");
    await set("RATE_LIMIT_MESSAGES", "5");
    expect(await say("three")).toBe("Yes.");
  });

  test("token limits", async () => {
    await start();
    await set("DAILY_TOKEN_LIMIT_PER_USER", "1");
    expect(await say("Hello")).toContain("my limit for one day");
  });

  test("the length of a reply", async () => {
    await start();
    await set("MAX_REPLY_PARTS", "1");
    bot.openai.clearFixtures();
    bot.openai.onMessage(/./, { content: "word ".repeat(1_000) });
    await say("Hello");
    expect(bot.sent(ADA)).toHaveLength(1);
  });

  test("the words above the first answer, and who to turn to", async () => {
    await start({ WELCOME_MESSAGE: undefined });
    await set("WELCOME_MESSAGE", "Welcome aboard.");
    expect(await say("Hello")).toStartWith("Welcome aboard.");
    await set("HUMAN_CONTACT", "Call Grace.");
    expect(await say("/human")).toContain("Call Grace.");
  });

  test("the level of the log at the page", async () => {
    await start();
    await set("LOG_LEVEL", "error");
    const before = await client.read<unknown[]>("/api/log");
    await say("Hello");
    expect(await client.read<unknown[]>("/api/log")).toEqual(before);
  });

  test("on another server of the database within seconds, as its schedule reads it", async () => {
    await start();
    const admin = await bot.openAdminStore();
    await admin.storeSetting("HUMAN_CONTACT", "Call Grace.", TERMINAL);
    await admin.close();
    await bot.app.maintain();
    expect(await say("/human")).toContain("Call Grace.");
  });
});

describe("the list of settings", () => {
  test("has every setting with its origin, and no secret", async () => {
    await start({ ADMIN_API_TOKEN: "t".repeat(32), METRICS_TOKEN: "metrics-token-of-the-test" });
    const list = await client.read<SettingItem[]>("/api/settings");
    expect(list.map(({ name }) => name)).toEqual(Object.values(settings).map(({ env }) => env));
    const text = JSON.stringify(list);
    for (const secret of ["metrics-token-of-the-test", "t".repeat(32), "sk-test"]) {
      expect(text).not.toContain(secret);
    }
    expect(await setting("METRICS_TOKEN")).toMatchObject({
      value: "***",
      origin: "environment",
      isSecret: true,
      isEditable: false,
    });
    expect(await setting("LOG_LEVEL")).toMatchObject({ isEditable: true, origin: "default" });
    expect((await setting("LOG_LEVEL"))?.choices).toContain("warning");
    expect(
      list.filter(({ isEditable, origin }) => isEditable && origin === "default"),
    ).toHaveLength(LIVE_SETTINGS.filter((key) => !(settings[key].env in bot.settings)).length);
  });

  test("refuses what the environment sets, what needs a restart, and what cannot be read", async () => {
    await start({ MAX_REPLY_PARTS: "2" });
    const put = (name: string, value: string) =>
      client.change("PUT", `/api/settings/${name}`, { value });
    const refused = await put("MAX_REPLY_PARTS", "5");
    expect(refused.status).toBe(409);
    expect(await refused.json()).toEqual({ error: expect.stringContaining("environment or .env") });
    expect((await put("PORT", "1")).status).toBe(409);
    expect((await put("OPENAI_API_KEY", "sk-other")).status).toBe(409);
    expect((await put("NO_SUCH_SETTING", "1")).status).toBe(404);
    const misfit = await put("RATE_LIMIT_MESSAGES", "many");
    expect(misfit.status).toBe(422);
    expect(await misfit.json()).toEqual({
      error: expect.stringContaining("RATE_LIMIT_MESSAGES must be a whole number from 1 to 10000"),
    });
    expect((await client.change("PUT", "/api/settings/VOICE_ECHO", {})).status).toBe(400);
  });

  test("leaves a record of who changed what, without the value", async () => {
    await start();
    await set("SYSTEM_PROMPT", "Speak like a pirate.");
    const { items } = await client.read<Page<AuditItem>>("/api/audit?limit=1");
    expect(items).toMatchObject([
      { by: "terminal", action: "setting changed", detail: "SYSTEM_PROMPT" },
    ]);
    expect(await bot.rows("SELECT detail FROM admin_audit WHERE detail LIKE '%pirate%'")).toEqual(
      [],
    );
  });

  test("ignores a stored value that this version cannot read, and says so in the log", async () => {
    await start();
    const admin = await bot.openAdminStore();
    await admin.storeSetting("MAX_REPLY_PARTS", "many", TERMINAL);
    await admin.storeSetting("SOME_FUTURE_SETTING", "1", TERMINAL);
    await admin.close();
    await bot.restart();
    expect(await setting("MAX_REPLY_PARTS")).toMatchObject({ value: "3", origin: "default" });
    const warned = bot.log.filter(({ level }) => level === "warn").map(({ event }) => event);
    expect(warned.join("\n")).toContain("MAX_REPLY_PARTS must be");
  });
});
