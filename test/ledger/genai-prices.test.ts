import { calcPrice } from "@pydantic/genai-prices";
import { expect, test } from "bun:test";
import { ourPrices } from "../../src/ledger/price-list.ts";
import { priceOf, type Used } from "../../src/ledger/price-of.ts";

const list = ourPrices();
const ours = [...list.units.keys()].map((key) => {
  const [kind = "", provider = "", model = ""] = key.split(" ");
  return { kind, provider, model };
});

/** Ordinary ones, one from the cache, one written to it, and one above 272,000 tokens. */
const USES: readonly NonNullable<Used["tokens"]>[] = [
  { input: 1_000, cached: 0, cacheWrite: 0, output: 200 },
  { input: 10_000, cached: 9_000, cacheWrite: 0, output: 50 },
  { input: 10_000, cached: 2_000, cacheWrite: 7_000, output: 50 },
  { input: 300_000, cached: 1_000, cacheWrite: 0, output: 1_000 },
];

test("a model costs what another list of prices says, where both know it", () => {
  let compared = 0;
  for (const { kind, provider, model } of ours) {
    if (kind !== "model") continue;
    for (const tokens of USES) {
      const theirs = calcPrice(
        {
          input_tokens: tokens.input,
          cache_read_tokens: tokens.cached,
          cache_write_tokens: tokens.cacheWrite,
          output_tokens: tokens.output,
        },
        model,
        { providerId: provider },
      );
      if (theirs === null) continue;
      // It has no price for an answer of an embedding, and none for its cache.
      if (theirs.model_price.output_mtok === undefined) continue;
      const { nanoDollars } = priceOf({ kind: "model", provider, model, tokens }, list);
      expect([model, tokens.input, Number(nanoDollars) / 1e9]).toEqual([
        model,
        tokens.input,
        expect.closeTo(theirs.total_price, 8),
      ]);
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThanOrEqual(7 * USES.length);
});

test("a minute of sound does too", () => {
  const compared = ours
    .filter(({ kind }) => kind === "transcription")
    .flatMap(({ provider, model }) => {
      const theirs = calcPrice({ input_tokens: 0 }, model, { providerId: provider });
      const anHour = Reflect.get(theirs?.model_price ?? {}, "audio_hours");
      const used = { kind: "transcription", provider, model, amount: 3_600_000 } as const;
      if (typeof anHour !== "number") return [];
      expect(Number(priceOf(used, list).nanoDollars) / 1e9).toBeCloseTo(anHour, 9);
      return [model];
    });
  expect(compared).toContain("gpt-transcribe");
});
