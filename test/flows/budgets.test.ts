import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { quickFolder } from "../quick-folder.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const OWNER = "whatsapp:+4915199999999";
/** Each way of a message, as Twilio charges it. */
const FEE = 5_000_000n;

const start = async (settings: Record<string, string>) => {
  bot = await startTestApp({ settings: { OPENAI_MAX_OUTPUT_TOKENS: "100", ...settings } });
  bot.openai.onMessage(/./, { content: "Yes." });
};
const ask = async (from = ADA) => {
  await bot.twilio.sendText({ from, body: "Hello" });
  await bot.settle();
};
async function spent(): Promise<bigint> {
  const [row] = await bot.rows<{ nano: string }>(
    "SELECT CAST(SUM(nano_dollars) AS TEXT) AS nano FROM spent_money WHERE LENGTH(period) = 7",
  );
  return BigInt(row?.nano ?? 0);
}

test("a user whose budget of the day is spent is notified once, and is answered again tomorrow", async () => {
  // A reply of three messages may cost 0.105, the notice 0.035, and an exchange did cost 0.01: Meta's part is free.
  await start({ DAILY_BUDGET_USD_PER_USER: "0.155" });
  for (let count = 0; count < 6; count += 1) await ask();
  expect(bot.sent(ADA)).toEqual(["Yes.", "Yes.", expect.stringContaining("tomorrow")]);
  await ask(BOB);
  expect(bot.sent(BOB)).toEqual(["Yes."]);
  bot.clock.jump(24 * 3_600_000);
  await ask();
  expect(bot.sent(ADA).at(-1)).toBe("Yes.");
});

test("a month's budget holds beyond the day", async () => {
  await start({ MONTHLY_BUDGET_USD_PER_USER: "0.155" });
  for (let count = 0; count < 3; count += 1) await ask();
  bot.clock.jump(24 * 3_600_000);
  await ask();
  expect(bot.sent(ADA).filter((text) => text === "Yes.")).toHaveLength(2);
});

test("the owners are alerted once when four fifths of the budget are spent", async () => {
  await start({ DAILY_BUDGET_USD: "0.15", ADMIN_USERS: "+4915199999999" });
  for (let count = 0; count < 6; count += 1) await ask();
  const told = bot.sent(OWNER);
  expect(told.some((text) => text.includes("DAILY_BUDGET_USD"))).toBe(true);
  expect(new Set(told).size).toBe(told.length);
});

test("an exchange is charged at Twilio's price, and not again when it is delivered", async () => {
  await start({});
  await ask();
  const rows = await bot.rows<{ kind: string; provider: string; nano: string }>(
    "SELECT kind, provider, CAST(nano_dollars AS TEXT) AS nano FROM charges ORDER BY id",
  );
  expect(rows.map(({ kind, provider, nano }) => [kind, provider, BigInt(nano)])).toEqual([
    ["message in", "twilio", FEE],
    // A server of one's own.
    ["model", expect.stringContaining("127.0.0.1"), 0n],
    ["message out", "twilio", FEE],
    ["message out", "meta", 0n],
  ]);
  expect(await spent()).toBe(2n * FEE);
  expect(await bot.rows("SELECT message_id FROM reservations")).toEqual([]);
});

test("the price of a message is that of PRICES_FILE, and a fault in it stops the start and names its line", async () => {
  const file = join(quickFolder("prices-"), "prices.json");
  const entry = { kind: "carriage", channel: "twilio", direction: "in", unit: "message" };
  await Bun.write(file, JSON.stringify({ prices: [{ ...entry, price: 0.25 }] }));
  await start({ PRICES_FILE: file });
  await ask();
  expect(await spent()).toBe(250_000_000n + FEE);
  await Bun.write(file, `{"prices": [\n${JSON.stringify({ ...entry, price: -1 })}]}`);
  const refused = startTestApp({ settings: { PRICES_FILE: file } });
  expect(refused).rejects.toThrow(`${file}, line 2: "price" must be a number of USD from 0`);
  await refused.catch(() => null);
});

test("the metrics tell what was charged, by kind and channel", async () => {
  await start({});
  await ask();
  const response = await bot.app.handle(new Request("http://bot/metrics"));
  const text = await response.text();
  if (Bun.which("promtool") !== null) {
    const stdin = new Blob([text]);
    const checked = Bun.spawnSync(["promtool", "check", "metrics"], { stdin });
    expect(checked.stderr.toString()).not.toContain("cost_usd");
  }
  const lines = text.split("\n").filter((line) => line.includes("_cost_usd_"));
  const labels = (kind: string, estimated: boolean) =>
    `whatsapp_bot_cost_usd_total{kind="${kind}",channel="twilio",estimated="${estimated}"}`;
  expect(lines).toContain(`${labels("message in", true)} 0.005`);
  expect(lines).toContain(`${labels("message out", true)} 0.005`);
  expect(lines).toContain(`${labels("model", false)} 0`);
});
