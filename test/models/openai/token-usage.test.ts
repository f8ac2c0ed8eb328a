import { expect, test } from "bun:test";
import { ourPrices } from "../../../src/ledger/price-list.ts";
import { createCosts } from "../../../src/ledger/costs.ts";
import { NO_TARIFF } from "../../../src/store/charges.ts";
import { billedBeside, tokenUsage } from "../../../src/models/openai/token-usage.ts";

const LUNA = { provider: "openai", model: "gpt-6-luna" };
const costs = createCosts({
  prices: ourPrices(),
  tariff: NO_TARIFF,
  models: [LUNA],
  transcription: { provider: "openai", model: "gpt-transcribe" },
  speech: { provider: "openai", model: "gpt-audio-1.5" },
  channelOf: () => null,
});

/** Returns the cost of an answer with the usage that the API reports. */
function charged(body: Readonly<Record<string, unknown>>) {
  const usage = { kind: "model", ...LUNA, tokens: tokenUsage(body["usage"]) } as const;
  return costs
    .chargesOf({ ...usage, ...billedBeside(body) }, null)
    .map(({ kind, nanoDollars, units }) => ({ kind, nanoDollars, units }));
}

const usage = {
  input_tokens: 1_000,
  output_tokens: 10,
  input_tokens_details: { cached_tokens: 200, cache_write_tokens: 300 },
};

test("cached tokens and those written to the cache are charged at their own prices", () => {
  const plain = 500n * 100n + 200n * 10n + 300n * 125n + 10n * 500n;
  expect(charged({ usage })).toEqual([
    {
      kind: "model",
      nanoDollars: plain,
      units: { input: 1_000, cached: 200, cacheWrite: 300, output: 10 },
    },
  ]);
  const { input_tokens_details: details, input_tokens: input, output_tokens: output } = usage;
  const chat = { prompt_tokens: input, completion_tokens: output, prompt_tokens_details: details };
  expect(charged({ usage: chat })[0]?.nanoDollars).toBe(plain);
});

test("cached tokens are found where DeepSeek and Moonshot count them", () => {
  const chat = { prompt_tokens: 1_000, completion_tokens: 10 };
  for (const name of ["prompt_cache_hit_tokens", "cached_tokens"])
    expect(tokenUsage({ ...chat, [name]: 200 })).toMatchObject({ cachedTokens: 200 });
});

test.each([
  ["default", 2n, 2n],
  ["auto", 2n, 2n],
  ["flex", 1n, 2n],
  ["priority", 2n, 1n],
])("the service tier %s changes the price", (tier, times, over) => {
  const [plain] = charged({ usage });
  const [tiered] = charged({ usage, service_tier: tier });
  expect((tiered?.nanoDollars ?? 0n) * over).toBe((plain?.nanoDollars ?? 0n) * times);
});

test("above 272,000 tokens the whole request is dearer", () => {
  const long = (input: number) =>
    charged({ usage: { input_tokens: input, output_tokens: 100 } })[0]?.nanoDollars;
  expect(long(272_000)).toBe(27_200_000n + 50_000n);
  expect(long(272_001)).toBe(54_400_200n + 75_000n);
});

test("searches are charged by the requests that were made, not by the calls in the answer", () => {
  const body = {
    usage,
    output: [{ type: "web_search_call" }],
    tool_usage: { web_search: { num_requests: 3 } },
  };
  expect(charged(body).at(1)).toEqual({
    kind: "search",
    nanoDollars: 30_000_000n,
    units: { searches: 3 },
  });
  const none = { ...body, tool_usage: { web_search: { num_requests: 0 } } };
  expect(charged(none)).toHaveLength(1);
});

test.each([
  [{ web_search: { num_requests: -1 } }],
  [{ web_search: { num_requests: "3" } }],
  [{ web_search: null }],
  [[]],
  [7],
])("a count that is none is not charged: %p", (toolUsage) => {
  expect(charged({ usage, tool_usage: toolUsage })).toHaveLength(1);
});
