import { afterEach, expect, test } from "bun:test";
import { catalogue } from "../../src/text/sentences.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const OWNER = "whatsapp:+4915199999999";
const NUMBER = ADA.replace("whatsapp:", "");

async function start(settings: Record<string, string> = {}): Promise<void> {
  bot = await startTestApp({
    settings: { OPENAI_MAX_OUTPUT_TOKENS: "100", ADMIN_USERS: OWNER, ...settings },
  });
  bot.openai.onMessage(/./, { content: "Yes." });
}

async function say(from: string, body: string): Promise<string | undefined> {
  await bot.twilio.sendText({ from, body });
  await bot.settle();
  return bot.sent(from).at(-1);
}

test("an owner gives one user a budget, which ends their answers of the day and those of nobody else", async () => {
  await start();
  await say(ADA, "Hello");
  // An exchange has cost 0.01, and the next may cost 0.105.
  expect(await say(OWNER, `/budget ${NUMBER} 0.11`)).toBe(
    `${NUMBER} (Ada)\nToday: $0.0100 of $0.1100\nThis month: $0.0100, no limit (from the settings)`,
  );
  expect(await say(ADA, "And now?")).toBe(catalogue.en.overLimit);
  expect(await say(BOB, "Hello")).toBe("Yes.");
  expect(await say(OWNER, `/budget ${NUMBER} off`)).toContain("Today: $0.0200, no limit (from");
  expect(await say(ADA, "And now?")).toBe("Yes.");
});

test("a user's own budget stands in the place of the settings', also where it is no limit", async () => {
  await start({ DAILY_BUDGET_USD_PER_USER: "0.05", MONTHLY_BUDGET_USD_PER_USER: "50" });
  expect(await say(ADA, "Hello")).toBe(catalogue.en.overLimit);
  expect(await say(OWNER, `/budget ${NUMBER} 0`)).toMatch(
    /^Today: \$0\.0\d{3}, no limit\nThis month: \$0\.0\d{3} of \$50\.00 \(from the settings\)$/m,
  );
  expect(await say(ADA, "And now?")).toBe("Yes.");
});

test("a month's budget is given with a word behind it, in the owner's language", async () => {
  await start();
  await say(ADA, "Hello");
  await say(OWNER, "/language pt");
  expect(await say(OWNER, `/orçamento ${NUMBER} US$ 1,50 mês`)).toMatch(
    /Neste mês: US\$.0,0100 de US\$.1,50$/,
  );
  await say(OWNER, "/language es");
  expect(await say(OWNER, `/presupuesto ${NUMBER}`)).toMatch(/Este mes: 0,0100.US\$ de 1,50.US\$$/);
});

test("a number with spaces is a user, not a user and an amount", async () => {
  await start();
  await say(ADA, "Hello");
  const spaced = `${NUMBER.slice(0, 3)} ${NUMBER.slice(3, 6)} ${NUMBER.slice(6)}`;
  expect(await say(OWNER, `/budget ${spaced}`)).toContain("no limit (from the settings)");
  expect(await say(OWNER, `/budget ${spaced} 7`)).toContain("of $7.00");
});

test.each([
  ["", /^Please add a code or a number/],
  ["+14155550199 5", catalogue.en.owner.userUnknown],
  [`${NUMBER} -5`, /^Please write the amount in dollars/],
  [`${NUMBER} 1000001`, /^Please write the amount in dollars/],
  [`${NUMBER} plenty`, /^Please write the amount in dollars/],
])("what is no budget is explained and changes nothing: /budget %s", async (argument, reply) => {
  await start();
  await say(ADA, "Hello");
  expect(await say(OWNER, `/budget ${argument}`)).toMatch(reply);
  expect(await bot.rows("SELECT id FROM users WHERE daily_budget IS NOT NULL")).toEqual([]);
});

test("a user cannot give a budget", async () => {
  await start();
  await say(ADA, `/budget ${NUMBER} 500`);
  expect(await bot.rows("SELECT id FROM users WHERE daily_budget IS NOT NULL")).toEqual([]);
});

test("at the limit commands get no reply, but owners do, and everyone can have their data erased", async () => {
  await start();
  await say(ADA, "Hello");
  await say(OWNER, `/budget ${NUMBER} 0.011`);
  expect(await say(ADA, "/help")).toBe("Yes.");
  expect(await say(OWNER, `/budget ${NUMBER}`)).toContain("of $0.0110");
  await say(ADA, "/forget");
  expect(await say(ADA, "yes")).toBe("Everything that I had stored about you is erased.");
});

test("a command's reply is counted before it is sent, and no budget is passed by it", async () => {
  await start({ MONTHLY_BUDGET_USD: "0.1" });
  for (let count = 0; count < 9; count += 1) await say(ADA, "/help");
  const [row] = await bot.rows<{ nano: string }>(
    "SELECT CAST(SUM(nano_dollars) AS TEXT) AS nano FROM charges WHERE kind <> 'message in'",
  );
  expect(BigInt(row?.nano ?? 0)).toBeLessThanOrEqual(100_000_000n);
  expect(bot.sent(ADA).length).toBeWithin(1, 9);
  expect(await bot.rows("SELECT message_id FROM reservations")).toEqual([]);
});
