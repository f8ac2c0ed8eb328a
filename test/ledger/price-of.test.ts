import { describe, expect, test } from "bun:test";
import { ourPrices, withPrices } from "../../src/ledger/price-list.ts";
import {
  carriagePrice,
  isPriced,
  priceOf,
  serviceMessagePrice,
  type Used,
} from "../../src/ledger/price-of.ts";
import { formatDollars } from "../../src/ledger/format-money.ts";

const list = ourPrices();
const luna = (tokens: Partial<NonNullable<Used["tokens"]>>, more: Partial<Used> = {}): Used => ({
  kind: "model",
  provider: "openai",
  model: "gpt-6-luna",
  tokens: { input: 0, cached: 0, cacheWrite: 0, output: 0, ...tokens },
  ...more,
});

describe("a call costs what its tokens cost", () => {
  const cases: [what: string, used: Used, nanoDollars: bigint][] = [
    ["one token of input", luna({ input: 1 }), 100n],
    ["one token of output", luna({ output: 1 }), 500n],
    [
      "cached tokens are among the input",
      luna({ input: 1_000, cached: 900 }),
      100n * 100n + 900n * 10n,
    ],
    [
      "tokens that are written to the cache cost more",
      luna({ input: 1_000, cacheWrite: 1_000 }),
      125_000n,
    ],
    [
      "words beside pictures have a price of their own",
      luna(
        { input: 520, text: 20, output: 1_500 },
        { kind: "picture", model: "gpt-image-2.6-flare" },
      ),
      20n * 5_000n + 500n * 8_000n + 1_500n * 30_000n,
    ],
    ["up to 272,000 tokens of input", luna({ input: 272_000, output: 10 }), 27_205_000n],
    [
      "above 272,000 the whole request is dearer",
      luna({ input: 272_001, output: 10 }),
      54_400_200n + 7_500n,
    ],
    ["half with flex", luna({ input: 1_000 }, { tier: "flex" }), 50_000n],
    ["double with priority", luna({ input: 1_000 }, { tier: "priority" }), 200_000n],
    [
      "a dated snapshot costs what its alias does",
      luna({ input: 10 }, { model: "gpt-6-luna-2026-08-01" }),
      1_000n,
    ],
    [
      "a minute of audio",
      { kind: "transcription", provider: "openai", model: "gpt-transcribe", amount: 60_000 },
      4_500_000n,
    ],
    [
      "a part of a minute, rounded up once",
      { kind: "transcription", provider: "openai", model: "gpt-transcribe", amount: 1 },
      75n,
    ],
    [
      "a search",
      { kind: "search", provider: "openai", model: "web_search", amount: 3 },
      30_000_000n,
    ],
  ];
  test.each(cases)("%s", (_, used, nanoDollars) => {
    expect(priceOf(used, list)).toEqual({ nanoDollars, isEstimated: false });
  });
});

describe("a model without a price is never free where its provider has prices", () => {
  test("it is charged at the highest of them, estimated, and said to be unknown", () => {
    const used = luna({ input: 1_000, output: 1_000 }, { model: "gpt-9-nova" });
    expect(priceOf(used, list)).toEqual({ nanoDollars: 60_000_000n, isEstimated: true });
    expect(isPriced(used, list)).toBe(false);
    expect(isPriced(luna({}), list)).toBe(true);
  });

  test("a server of one's own costs nothing until a file says otherwise", () => {
    const used = luna({ input: 1_000_000 }, { provider: "localhost:11434", model: "llama4" });
    expect(priceOf(used, list)).toEqual({ nanoDollars: 0n, isEstimated: false });
    const price = {
      kind: "model",
      provider: "localhost:11434",
      model: "llama4",
      unit: "million tokens",
      input: 0.02,
      cached: 0,
      cacheWrite: 0,
      output: 0,
    };
    const ours = withPrices(list, JSON.stringify({ prices: [price] }), "prices.json");
    expect(priceOf(used, ours)).toEqual({ nanoDollars: 20_000_000n, isEstimated: false });
  });
});

describe("a message costs what carrier and country take", () => {
  test("Twilio takes the same each way, and other channels nothing", () => {
    expect(carriagePrice("twilio", "in", list)?.nanoDollars).toBe(5_000_000n);
    expect(carriagePrice("twilio", "out", list)?.nanoDollars).toBe(5_000_000n);
    expect(carriagePrice("cloud-api", "out", list)).toBeNull();
  });

  const countries: [country: string | null, nanoDollars: bigint, isEstimated: boolean][] = [
    ["US", 3_400_000n, false],
    ["BR", 6_800_000n, false],
    ["BO", 11_300_000n, true],
    ["PL", 21_200_000n, true],
    ["CA", 3_400_000n, true],
    ["DE", 30_000_000n, true],
    [null, 30_000_000n, true],
  ];
  test.each(countries)("to %s", (country, nanoDollars, isEstimated) => {
    expect(serviceMessagePrice(country, list)).toEqual({ nanoDollars, isEstimated });
  });
});

describe("a list of prices that cannot be used names its lines", () => {
  const file = (...entries: string[]) => `{\n"prices": [\n${entries.join(",\n")}\n]}`;
  const good = '{"kind":"search","provider":"x","model":"y","unit":"search","price":1}';
  const cases: [entry: string, fault: string][] = [
    [good.replace(":1}", ":-1}"), 'p.json, line 4: "price" must be a number of USD from 0'],
    [good.replace(":1}", ":1001}"), "from 0 to 1000, but is 1001"],
    [good.replace(',"price":1', ""), 'p.json, line 4: "price" is missing'],
    [
      good.replace('"unit":"search"', '"unit":"dozen"'),
      'p.json, line 4: "unit" of a search must be search, but is "dozen"',
    ],
    [good.replace('"kind":"search"', '"kind":"tea"'), 'p.json, line 4: "kind" is unknown: "tea"'],
    [good.replace('"price":1', '"price":"1"'), 'but is "1"'],
    [
      good.replace('"kind":"search"', '"kind":"model"').replace('"search"', '"million tokens"'),
      'p.json, line 4: "input" is missing',
    ],
    // Each of these would have made what it names free, or changed nothing.
    [good.replace('"unit":"search"', '"unit":"minute"'), "must be search"],
    [good.replace('"kind":"search"', '"kind":"model"'), "must be million tokens"],
    [
      good.replace('"kind":"search"', '"kind":"transcription"').replace('"search"', '"picture"'),
      "must be minute",
    ],
    [
      '{"kind":"carriage","channel":"twilio","direction":"outgoing","unit":"message","price":1}',
      '"direction" must be in or out',
    ],
    [good, "p.json, line 4: this price is in the file twice"],
    ['{"kind":"service-message","market":"br","unit":"message","price":1}', 'but is "br"'],
  ];
  test.each(cases)("%s", (entry, fault) => {
    expect(() => withPrices(list, file(good, entry), "p.json")).toThrow(fault);
  });

  test("whatever else stands in the file", () => {
    const before = `{\n"note": {"by": [{}]},\n"prices": [\n${good},\n${cases[0]?.[0]}\n]}`;
    expect(() => withPrices(list, before, "p.json")).toThrow("p.json, line 5: ");
  });

  test.each(["30.11.2026", "2026-13-01", "soon"])("a date that is none: %s", (date) => {
    const text = JSON.stringify({ date, prices: [] });
    expect(() => withPrices(list, text, "p.json")).toThrow('"date" must be a day');
  });

  test("no JSON, or another shape", () => {
    expect(() => withPrices(list, file(good, ""), "p.json")).toThrow("p.json is no JSON: line 5");
    expect(() => withPrices(list, "[]", "p.json")).toThrow('must hold {"prices"');
  });
});

test("money is shown with the digits that it needs", () => {
  const shown = [420_000n, 12_300_000_000n, 45_600_000n, 0n, -1_500_000_000n].map(formatDollars);
  expect(shown).toEqual(["$0.000420", "$12.30", "$0.0456", "$0.00", "-$1.50"]);
});

describe("speech costs what it is billed by", () => {
  const speech = (model: string, more: Partial<Used> = {}): Used => ({
    kind: "speech",
    provider: "openai",
    model,
    amount: 30_000,
    characters: 400,
    ...more,
  });
  const tokens = { input: 100, cached: 0, cacheWrite: 0, output: 700 };

  test.each([
    [
      "words and sound",
      speech("gpt-audio-1.5", { tokens: { ...tokens, textOutput: 100 } }),
      250_000n + 1_000_000n + 38_400_000n,
    ],
    [
      "tokens that are not told apart, as sound",
      speech("gpt-audio-1.5", { tokens }),
      250_000n + 44_800_000n,
    ],
    ["minutes", speech("gpt-4o-mini-tts"), 7_500_000n],
    ["characters", speech("tts-1"), 6_000_000n],
    ["nothing at a server of one's own", speech("kokoro", { provider: "localhost:8880" }), 0n],
  ] as const)("%s", (_, used, nanoDollars) => {
    expect(priceOf(used, list).nanoDollars).toBe(nanoDollars);
  });

  test("at the highest price of its provider, estimated, if it is not in the list", () => {
    const unknown = priceOf(speech("gpt-voice-9", { tokens }), list);
    expect(unknown).toEqual({ nanoDollars: 45_050_000n, isEstimated: true });
  });
});
