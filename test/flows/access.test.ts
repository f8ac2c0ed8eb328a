import { afterEach, describe, expect, test } from "bun:test";
import { allow } from "../../src/answer/commands/allow.ts";
import { block } from "../../src/answer/commands/block.ts";
import type { Environment } from "../../src/config.ts";
import { catalogue } from "../../src/text/sentences.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

const { en } = catalogue;
const DAY_MS = 86_400_000;

let bot: TestApp;
afterEach(() => bot.stop());

async function start(settings: Environment): Promise<void> {
  bot = await startTestApp({ settings });
  bot.openai.onMessage(/./, { content: "Yes." });
}

async function say(from: string, body: string): Promise<string> {
  await bot.twilio.sendText({ from, body });
  await bot.settle();
  return bot.sent(from).at(-1) ?? "";
}

const calls = () => bot.openai.getRequests().length;

describe("with pairing, a stranger", () => {
  const pairing = { ACCESS_MODE: "pairing", ADMIN_USERS: "+49 151 1234 5678" };
  const codeIn = (notice: string) => /\*(\w+)\*/.exec(notice)?.[1] ?? "no code";

  test("is given a code without confusable letters, and costs nothing", async () => {
    await start(pairing);
    const code = codeIn(await say(BOB, "Hello"));
    expect(code).toMatch(/^[CDFHJKMNPRTWXY3479]{6}$/);
    await say(BOB, "Hello?");
    await say(BOB, "help");
    expect(bot.sent(BOB)).toEqual([en.notPaired(code)]);
    expect(calls()).toBe(0);
    bot.clock.jump(DAY_MS);
    expect(await say(BOB, "And today?")).toBe(en.notPaired(code));
    expect(bot.sent(BOB)).toHaveLength(2);
    expect(await bot.rows("SELECT content FROM messages WHERE content IS NOT NULL")).toEqual([]);
  });

  test("is allowed by an owner with that code, notified, and answered from then on", async () => {
    await start(pairing);
    const code = codeIn(await say(BOB, "Hello"));
    expect(await say(ADA, `/allow ${code.toLowerCase()}`)).toBe(
      allow.languages.en.allowed("+4915187654321 (Ada)"),
    );
    await bot.settle();
    expect(bot.sent(BOB).at(-1)).toBe(allow.languages.en.letIn);
    expect(await say(BOB, "Hello again")).toBe("Yes.");
    await say(ADA, `/allow ${code}`);
    expect(bot.sent(BOB).filter((line) => line === allow.languages.en.letIn)).toHaveLength(1);
    await bot.restart();
    expect(await say(BOB, "Still there?")).toBe("Yes.");
  });

  test("stays out when the code is wrong", async () => {
    await start(pairing);
    await say(BOB, "Hello");
    expect(await say(ADA, "/allow XXXXXX")).toBe(en.owner.userUnknown);
    expect(await say(ADA, "/allow")).toBe(en.owner.accessNeedsUser("allow"));
    await say(BOB, "Hello?");
    expect(calls()).toBe(0);
  });

  test("can be allowed by number before they ever write", async () => {
    await start(pairing);
    expect(await say(ADA, "/allow +49 151 8765-4321")).toBe(
      allow.languages.en.allowed("+4915187654321"),
    );
    expect(bot.sent(BOB)).toEqual([]);
    expect(await say(BOB, "Hello")).toBe("Yes.");
  });

  test("who is blocked gets no answer, until an owner allows them again", async () => {
    await start(pairing);
    await say(ADA, `/allow ${BOB}`);
    await say(BOB, "Hello");
    expect(await say(ADA, "/block +4915187654321")).toContain("is blocked");
    await say(BOB, "Hello?");
    expect(bot.sent(BOB)).toEqual(["Yes."]);
    await say(ADA, "/allow +4915187654321");
    expect(await say(BOB, "Hello!")).toBe("Yes.");
  });
});

describe("an owner", () => {
  test("is always allowed, and cannot be blocked", async () => {
    await start({ ACCESS_MODE: "whitelist", ADMIN_USERS: `${ADA},${BOB}` });
    expect(await say(BOB, "Hello")).toBe("Yes.");
    expect(await say(ADA, `/block ${BOB}`)).toBe(block.languages.en.adminStays);
    const [bob] = await bot.rows<{ code: string }>(
      `SELECT code FROM users WHERE phone_number = '${BOB}'`,
    );
    expect(await say(ADA, `/block ${bob?.code}`)).toBe(block.languages.en.adminStays);
    expect(await say(BOB, "Hello")).toBe("Yes.");
  });

  test("has the same rate limit as every user", async () => {
    await start({ ADMIN_USERS: ADA, RATE_LIMIT_MESSAGES: "1" });
    await say(ADA, "one");
    expect(await say(ADA, "two")).toBe(en.slowDown);
  });
});

describe("the list of allowed users", () => {
  test("admits every user if it is empty, unless the mode says otherwise", async () => {
    await start({});
    expect(await say(BOB, "Hello")).toBe("Yes.");
    await bot.restart({ ACCESS_MODE: "whitelist" });
    expect(await say(BOB, "Hello")).toBe(en.notWhitelisted);
    await bot.restart({ ACCESS_MODE: "open", WHITELISTED_USERS: ADA });
    expect(await say(BOB, "Hello")).toBe("Yes.");
    await bot.restart({ ACCESS_MODE: "" });
    expect(await say(ADA, "Hello")).toBe("Yes.");
  });

  test("matches every spelling of a number by WhatsApp", async () => {
    await start({ WHITELISTED_USERS: "+52 55 1234 5678,+55 11 98765-4321" });
    expect(await say("whatsapp:+5215512345678", "Hola")).toBe("Yes.");
    expect(await say("whatsapp:+551187654321", "Olá")).toBe("Yes.");
  });
});
