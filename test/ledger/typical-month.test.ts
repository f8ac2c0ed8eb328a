import { expect, test } from "bun:test";
import { join } from "node:path";
import { formatDollars } from "../../src/ledger/format-money.ts";
import { ourPrices } from "../../src/ledger/price-list.ts";
import { carriagePrice, priceOf, serviceMessagePrice } from "../../src/ledger/price-of.ts";

const PAGE = join(import.meta.dir, "../../docs/costs.md");
const BEGIN = "<!-- typical-month:begin -->\n";
const END = "<!-- typical-month:end -->";

const DAYS = 30;
const FREE_PER_MONTH = 1_000;
/** Of one message and its answer, with what was said before mostly read from the cache. */
const TOKENS = { input: 2_000, cached: 1_000, cacheWrite: 0, output: 150 };
const COUNTRIES = { US: "United States", BR: "Brazil", MX: "Mexico" };

const list = ourPrices();

function costOf(perDay: number, country: string) {
  const messages = BigInt(perDay * DAYS);
  const call = { kind: "model", provider: "openai", model: "gpt-6-luna", tokens: TOKENS } as const;
  const fee = (proxy: "in" | "out") => carriagePrice("twilio", proxy, list)?.nanoDollars ?? 0n;
  const billed = BigInt(Math.max(0, perDay * DAYS - FREE_PER_MONTH));
  return {
    model: priceOf(call, list).nanoDollars * messages,
    twilio: (fee("in") + fee("out")) * messages,
    meta: serviceMessagePrice(country, list).nanoDollars * billed,
  };
}

function table(): string {
  const rows = [10, 100, 1_000].flatMap((perDay) =>
    Object.entries(COUNTRIES).map(([code, name]) => {
      const { model, twilio, meta } = costOf(perDay, code);
      const amounts = [model, twilio, meta, model + twilio + meta].map(formatDollars);
      return [perDay.toLocaleString("en"), name].concat(amounts);
    }),
  );
  const head = ["Messages a day", "Users in", "Model", "Twilio", "Meta", "A month"];
  const widths = head.map((_, i) =>
    Math.max(...[head, ...rows].map((cells) => cells[i]?.length ?? 0)),
  );
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...rows]
    .map((cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |\n`)
    .join("");
}

// `UPDATE_COSTS=1 bun test test/ledger` writes the table anew before it is compared.
if (process.env["UPDATE_COSTS"] === "1") {
  const page = await Bun.file(PAGE).text();
  const from = page.indexOf(BEGIN) + BEGIN.length;
  await Bun.write(PAGE, `${page.slice(0, from)}\n${table()}\n${page.slice(page.indexOf(END))}`);
}

test("docs/costs.md shows what a typical month costs by the prices of today", async () => {
  const page = await Bun.file(PAGE).text();
  expect(page.split(BEGIN)[1]?.split(END)[0]).toBe(`\n${table()}\n`);
});

test("a month of 1,000 messages a day in Brazil is mostly what messages cost", () => {
  expect(costOf(1_000, "BR")).toEqual({
    // 1,000 tokens plain, 1,000 cached, 150 written: $0.000185 each.
    model: 5_550_000_000n,
    twilio: 300_000_000_000n,
    // 29,000 of 30,000 at $0.0068.
    meta: 197_200_000_000n,
  });
});
