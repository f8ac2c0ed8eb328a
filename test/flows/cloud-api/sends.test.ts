import { afterEach, expect, test } from "bun:test";
import { en } from "../../../src/text/sentences/en.ts";
import { type CloudTestApp, startCloudApp } from "../../cloud-api/start-cloud-app.ts";
import { ADA, BOB } from "../../harness.ts";

let bot: CloudTestApp;
afterEach(() => bot.stop());

async function start(options: Parameters<typeof startCloudApp>[0] = {}): Promise<void> {
  bot = await startCloudApp(options);
  bot.openai.onMessage(/[^]*/, { content: "Here I am." });
}

const ask = (from = ADA) => bot.meta.sendText({ from, body: "Hello" });
const deliveries = () => bot.rows("SELECT state, error_code FROM deliveries ORDER BY id");
const logged = (event: string) => bot.log.filter((line) => line.event === event);

test("a send whose response was lost is settled by its report, in any order of reports", async () => {
  await start({ meta: { callbacks: "shuffled", random: () => 0 } });
  bot.meta.faults.next({ on: "create", kind: "lost-response" });
  await ask();
  await bot.settle(5_000);
  expect(bot.sent()).toEqual(["Here I am."]);
  expect(await deliveries()).toEqual([{ state: "delivered", error_code: null }]);
});

test("a send without any sign waits 90 seconds, is sent again, and the log says so", async () => {
  await start();
  bot.meta.faults.next({ on: "create", kind: "refused" });
  await ask();
  await bot.settle(85_000);
  expect(bot.sent()).toEqual([]);
  expect(logged("uncertain part left no trace, sending it again")).toEqual([]);
  await bot.settle(20_000);
  expect(bot.sent()).toEqual(["Here I am."]);
  expect(logged("uncertain part left no trace, sending it again")).toHaveLength(1);
});

test("with at-most-once it is given up instead, and the next message is answered", async () => {
  await start({ settings: { OUTBOUND_MODE: "at-most-once" } });
  bot.meta.faults.next({ on: "create", kind: "refused" });
  await ask();
  await bot.settle(120_000);
  expect(await deliveries()).toEqual([{ state: "unknown", error_code: null }]);
  await ask();
  await bot.settle();
  expect(bot.sent()).toEqual(["Here I am."]);
});

test("a report that was missed while the bot was down still settles its send", async () => {
  await start({ meta: { callbacks: "none" } });
  bot.meta.faults.next({ on: "create", kind: "lost-response" });
  await ask();
  await bot.settle(1_000);
  await bot.restart();
  await bot.settle(60_000);
  const [sent] = bot.meta.journal.messages;
  await bot.meta.reportStatus(sent?.sid ?? "", "sent");
  await bot.settle(120_000);
  expect(bot.sent()).toEqual(["Here I am."]);
  expect(await deliveries()).toEqual([{ state: "sent", error_code: null }]);
});

test("a bot that was down when a report came waits for it anew", async () => {
  await start({ meta: { callbacks: "none" } });
  bot.meta.faults.next({ on: "create", kind: "lost-response" });
  await ask();
  await bot.settle(80_000);
  await bot.restart();
  await bot.settle(280_000);
  expect(bot.sent()).toEqual(["Here I am."]);
});

test("a user who is sent too much waits, and another user does not", async () => {
  await start();
  bot.meta.faults.next({ on: "create", kind: "code", code: 131_056, status: 400, times: 1 });
  await ask();
  await bot.settle();
  await ask(BOB);
  await bot.settle();
  expect(bot.sent()).toEqual(["Here I am."]);
  expect(bot.sent(BOB)).toEqual(["Here I am."]);
  await bot.settle(10_000);
  expect(bot.sent(ADA)).toEqual(["Here I am."]);
});

test("an account without a payment method fails openly, and the owners are told", async () => {
  await start({ settings: { ADMIN_USERS: "+14155550123" } });
  const health = async () => (await fetch(`${bot.origin}/health`)).status;
  bot.meta.faults.next({ on: "create", kind: "code", code: 131_042, status: 400 });
  await ask();
  await bot.settle(10_000);
  expect(await health()).toBe(200);
  expect(bot.sent("whatsapp:+14155550123")).toEqual([en.owner.alerts.paymentMissing]);
  expect(await deliveries()).toContainEqual({ state: "failed", error_code: "131042" });
});

test("a batch of several users' messages is answered as if each had come alone", async () => {
  await start();
  const posted = await bot.meta.deliverBatch([
    { from: ADA, body: "Hello" },
    { from: BOB, body: "Hello" },
  ]);
  expect(posted.status).toBe(200);
  await bot.settle();
  expect(bot.sent(ADA)).toEqual(["Here I am."]);
  expect(bot.sent(BOB)).toEqual(["Here I am."]);
});

test("a message that is delivered again days later is answered as one of that time", async () => {
  await start();
  const { sid } = await ask();
  const stored = () =>
    bot.rows<{ created_at: number }>("SELECT created_at FROM messages ORDER BY id");
  await bot.settle();
  const body = await bot.meta.deliverLate({ from: BOB, body: "Hello" }, 3 * 86_400_000);
  expect(body.status).toBe(200);
  await bot.settle();
  const [first, late] = await stored();
  expect(sid).not.toBe(body.sid);
  expect((first?.created_at ?? 0) - (late?.created_at ?? 0)).toBeWithin(
    3 * 86_400_000 - 5_000,
    3 * 86_400_000 + 5_000,
  );
  expect(bot.sent(BOB)).toEqual(["Here I am."]);
});
