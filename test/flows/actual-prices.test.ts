import { afterEach, expect, test } from "bun:test";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const HOUR_MS = 3_600_000;

async function start(price: { readonly amount: string; readonly unit: string } | null) {
  let known: typeof price = null;
  bot = await startTestApp({ twilio: { priceOf: () => known } });
  bot.openai.onMessage(/./, { content: "Yes." });
  await bot.twilio.sendText({ from: ADA, body: "Hello" });
  await bot.settle();
  bot.clock.jump(3 * HOUR_MS);
  await bot.app.maintain();
  expect(await corrections()).toEqual([]);
  known = price;
  bot.clock.jump(HOUR_MS);
  await bot.app.maintain();
}

async function corrections(): Promise<string[]> {
  const rows = await bot.rows<{ kind: string; nano: string; settled: string }>(
    `SELECT kind, CAST(nano_dollars AS TEXT) AS nano, CAST(settled_nano_dollars AS TEXT) AS settled
     FROM charges WHERE settled_nano_dollars IS NOT NULL ORDER BY kind`,
  );
  return rows.map(({ kind, nano, settled }) => `${kind} ${nano} ${settled}`);
}

const lists = () =>
  bot.twilio.journal.calls.filter(
    ({ method, params }) => method === "GET" && "DateSent<" in params,
  );

test("what Twilio says hours later takes the place of the estimates, and is asked for no more", async () => {
  await start({ amount: "-0.00750", unit: "USD" });
  expect(await corrections()).toEqual([
    "message in 2500000 5000000",
    "message out 2500000 5000000",
  ]);
  bot.clock.jump(HOUR_MS);
  const before = lists().length;
  await bot.app.maintain();
  expect(await corrections()).toHaveLength(2);
  expect(lists().length - before).toBe(2);
});

test("a price in another currency leaves the estimate, and is logged", async () => {
  await start({ amount: "-0.00470", unit: "EUR" });
  expect(await corrections()).toEqual([]);
  expect(bot.log).toContainEqual(
    expect.objectContaining({
      event: "prices are not in US dollars, so estimates remain",
      facts: { channel: "twilio", currency: "EUR" },
    }),
  );
});

test("a price that never comes is waited for a day and a half, and Twilio is not listed for ever", async () => {
  await start(null);
  bot.clock.jump(40 * HOUR_MS);
  await bot.app.maintain();
  bot.clock.jump(HOUR_MS);
  const before = lists().length;
  await bot.app.maintain();
  expect(lists().length - before).toBe(2);
  expect(await corrections()).toEqual([]);
});

test("an outage of Twilio's delays the prices, and loses none", async () => {
  bot = await startTestApp({ twilio: { priceOf: () => ({ amount: "-0.00400", unit: "USD" }) } });
  bot.openai.onMessage(/./, { content: "Yes." });
  await bot.twilio.sendText({ from: ADA, body: "Hello" });
  await bot.settle();
  bot.clock.jump(3 * HOUR_MS);
  for (let count = 0; count < 5; count += 1) {
    bot.twilio.faults.next({ on: "list", kind: "500" });
  }
  await bot.app.maintain().catch(() => null);
  expect(await corrections()).toEqual([]);
  bot.twilio.faults.clear();
  await bot.app.maintain();
  expect(await corrections()).toEqual([
    "message in -1000000 5000000",
    "message out -1000000 5000000",
  ]);
});
