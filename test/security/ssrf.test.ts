import { afterAll, beforeAll, expect, test } from "bun:test";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

// Every spelling of an address is tried in test/channels/twilio/media-address.test.ts; here is whether
// anything at all is connected to.

let bot: TestApp;
let connections = 0;
const inner = Bun.listen({
  port: 0,
  hostname: "127.0.0.1",
  socket: { open: () => void (connections += 1), data: () => {} },
});
const url = `http://127.0.0.1:${inner.port}/canary.png`;

beforeAll(async () => {
  bot = await startTestApp({ settings: { RATE_LIMIT_MESSAGES: "1000" } });
  bot.openai.onMessage("show", { content: `![picture](${url}) [link](${url}) ${url}` });
  bot.openai.onMessage(/[^]*/, { content: "Yes." });
});
afterAll(async () => {
  await bot.stop();
  inner.stop(true);
});

test("no MediaUrl makes the bot connect to an address inside, however it is written", async () => {
  const { port } = inner;
  const hosts = [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    `localhost.:${port}`,
    `2130706433:${port}`,
    `0x7f000001:${port}`,
    `0177.0.0.1:${port}`,
    `127.1:${port}`,
    `0:${port}`,
    `0.0.0.0:${port}`,
    `[::1]:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `[::ffff:7f00:1]:${port}`,
    `[fe80::1%25lo]:${port}`,
    `127。0。0。1:${port}`,
    `①②⑦.⓪.⓪.①:${port}`,
    `api.twilio.com@127.0.0.1:${port}`,
    `api.twilio.com:443@127.0.0.1:${port}`,
    `127.0.0.1:${port}#@api.twilio.com`,
    `127.0.0.1:${port}\\@api.twilio.com`,
    `127.0.0.1:${port}?api.twilio.com`,
  ];
  const standIn = new URL(bot.twilio.url).host;
  const account = bot.twilio.requestFor({ From: ADA });
  const { AccountSid } = Object.fromEntries(new URLSearchParams(await account.text()));
  let count = 0;
  for (const scheme of ["http", "https"]) {
    for (const host of [...hosts, `${standIn}@127.0.0.1:${port}`]) {
      const sid = `MM${String((count += 1)).padStart(32, "0")}`;
      const path = `/2010-04-01/Accounts/${AccountSid}/Messages/${sid}/Media/ME${"0".repeat(32)}`;
      const { status } = await bot.twilio.deliver({
        From: ADA,
        MessageSid: sid,
        MediaUrl0: `${scheme}://${host}${path}`,
        MediaContentType0: "image/jpeg",
      });
      expect(status).toBe(200);
    }
  }
  await bot.settle(600_000);
  expect(connections).toBe(0);
  expect(await bot.rows("SELECT id FROM messages WHERE state IN ('received', 'answered')")).toEqual(
    [],
  );
  expect(bot.sent(ADA).length).toBeGreaterThan(0);
});

test("nor does an answer of the model: no address in it is ever fetched", async () => {
  await bot.twilio.sendText({ from: "whatsapp:+4915187654321", body: `show ${url}` });
  await bot.settle(60_000);
  expect(bot.sent("whatsapp:+4915187654321").join()).toContain("canary.png");
  expect(connections).toBe(0);
});
