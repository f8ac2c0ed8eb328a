import { expect, test } from "bun:test";
import { describeCosts } from "../../../src/cli/explain/describe-costs.ts";

test("what a search of the web cost is told with the answer's other costs", () => {
  const search = {
    kind: "search",
    provider: "brave",
    model: "web_search",
    isEstimated: false,
    at: 0,
  } as const;
  expect(
    describeCosts([
      { ...search, units: '{"searches":1}', nanoDollars: 5_000_000n },
      { ...search, provider: "openai", units: '{"searches":2}', nanoDollars: 20_000_000n },
    ]),
  ).toEqual([
    "cost $0.0250",
    "  $0.005000 search, brave web_search, 1 search",
    "  $0.0200 search, openai web_search, 2 searches",
  ]);
});
