import { expect, test } from "bun:test";
import { join } from "node:path";
import { checkPrices } from "../../src/cli/doctor/check-prices.ts";
import { priceWarnings } from "../../src/cli/price-warnings.ts";
import { loadConfig } from "../../src/config.ts";
import { minimal } from "../config/minimal.ts";
import { quickFolder } from "../quick-folder.ts";

const NOW = Date.UTC(2026, 10, 29);
const warningsFor = (settings: Record<string, string>, now = NOW) =>
  priceWarnings(loadConfig({ ...minimal, ...settings }), now);

test("a model without a price is named at the start, and one of a server of one's own is not", async () => {
  expect(await warningsFor({})).toEqual([]);
  expect(await warningsFor({ OPENAI_FALLBACK_MODEL: "gpt-9-nova" })).toEqual([
    expect.stringMatching(/price of gpt-9-nova is unknown: .* highest price of openai/),
  ]);
  expect(await warningsFor({ IMAGE_MODEL: "gpt-image-9" })).toEqual([
    expect.stringContaining("price of gpt-image-9 is unknown"),
  ]);
  expect(await warningsFor({ IMAGE_MODEL: "gpt-image-2.6-flare" })).toEqual([]);
  const own = { OPENAI_BASE_URL: "http://localhost:11434/v1", OPENAI_MODEL: "llama4" };
  expect(await warningsFor(own)).toEqual([]);
});

test("prices that are older than 90 days are named with their age", async () => {
  expect(await warningsFor({}, NOW + 90 * 86_400_000)).toEqual([]);
  expect(await warningsFor({}, NOW + 91 * 86_400_000)).toEqual([
    expect.stringContaining("of 2026-11-29, 91 days ago"),
  ]);
});

test("doctor reports the faults of a file of prices, by line", async () => {
  const file = join(quickFolder("prices-"), "prices.json");
  await Bun.write(file, '{"prices": [\n{"kind": "search", "provider": "x"}]}');
  const config = loadConfig({ ...minimal, PRICES_FILE: file });
  const findings = await checkPrices(config);
  expect(findings[0]).toMatchObject({ level: "fault" });
  expect(findings.map(({ says }) => says).join()).toContain(`${file}, line 2: "unit" is missing`);
  const missing = await checkPrices(loadConfig({ ...minimal, PRICES_FILE: `${file}.gone` }));
  expect(missing[0]?.says).toContain("PRICES_FILE cannot be read");
});
