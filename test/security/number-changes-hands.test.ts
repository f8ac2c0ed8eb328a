import { afterEach, expect, test } from "bun:test";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const CANARY = "my key is under the blue stone";
const FORMER = "whatsapp:DE.former1";
const HOLDER = "whatsapp:DE.holder2";

async function start(settings: Record<string, string> = {}): Promise<void> {
  bot = await startTestApp({ settings: { RATE_LIMIT_MESSAGES: "1000", ...settings } });
  bot.openai.onMessage(/[^]*/, { content: "Yes." });
}

async function say(from: string, externalUserId: string, body: string): Promise<void> {
  await bot.twilio.sendText({ from, externalUserId, body });
  await bot.settle();
}

const asked = () => bot.openai.getRequests().map(({ body }) => JSON.stringify(body));

test("a user who gets another user's old number sees nothing of them, and cannot act for them", async () => {
  await start();
  await say(ADA, FORMER, `Remember: ${CANARY}`);
  await say(ADA, HOLDER, "What did I say?");
  expect(bot.sent(ADA)).toHaveLength(2);
  expect(asked()).toHaveLength(2);
  expect(asked()[1]).not.toContain(CANARY);
  await say(FORMER, FORMER, "And what did I say?");
  expect(bot.sent(FORMER)).toHaveLength(1);
  expect(asked()[2]).toContain(CANARY);
});

test("an id is the same with its scheme and without", async () => {
  await start();
  await say(ADA, FORMER, `Remember: ${CANARY}`);
  await say(ADA, FORMER.slice("whatsapp:".length), "What did I say?");
  expect(asked()[1]).toContain(CANARY);
});

test("a grant was the last owner's: the new one asks for their own, with a code of their own", async () => {
  const admin = "whatsapp:+14155550123";
  await start({ ACCESS_MODE: "pairing", ADMIN_USERS: "+14155550123" });
  const codeIn = (notice = "") => /\*(\w+)\*/.exec(notice)?.[1] ?? "no code";
  await say(ADA, FORMER, "Let me in");
  const code = codeIn(bot.sent(ADA)[0]);
  await bot.twilio.sendText({ from: admin, body: `/allow ${code}` });
  await bot.settle();
  await say(ADA, FORMER, "Hello");
  expect(asked()).toHaveLength(1);
  await say(ADA, HOLDER, "Hello");
  expect(asked()).toHaveLength(1);
  expect(codeIn(bot.sent(ADA).at(-1))).not.toBe(code);
  await say(FORMER, FORMER, "Hello again");
  expect(asked()).toHaveLength(2);
});

test("a number in the whitelist lets in whom the number belongs to", async () => {
  await start({ WHITELISTED_USERS: ADA.slice("whatsapp:".length) });
  await say(ADA, FORMER, "Hello");
  await say(ADA, HOLDER, "Hello");
  expect(asked()).toHaveLength(2);
  await say(FORMER, FORMER, "Hello");
  expect(asked()).toHaveLength(2);
});
