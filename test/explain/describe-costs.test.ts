import { expect, test } from "bun:test";
import { describeCosts } from "../../src/explain/describe-costs.ts";
import type { MessageCharge } from "../../src/store/charges.ts";

const charge = (facts: Partial<MessageCharge>): MessageCharge => ({
  kind: "message in",
  provider: "twilio",
  model: "carriage",
  units: '{"messages":1}',
  nanoDollars: 5_000_000n,
  isEstimated: true,
  at: 0,
  ...facts,
});

test("a message that was answered together with others shows what their one answer cost", () => {
  const model = charge({
    kind: "model",
    provider: "openai",
    model: "gpt-6-luna",
    units: '{"input":120,"output":7}',
    nanoDollars: 15_500n,
    isEstimated: false,
  });
  expect(describeCosts([charge({})], { messageId: 9, charges: [charge({}), model] })).toEqual([
    "cost $0.005000",
    "  $0.005000 message received, charged by Twilio, estimated",
    "its answer, shared with message 9, cost $0.000016",
    "  $0.000016 model, openai gpt-6-luna, 120 input tokens, 7 output tokens",
  ]);
});

test("a correction tells that it is one, and the sum is what was really paid", () => {
  const correction = charge({
    units: '{"corrected":1}',
    nanoDollars: -1_000_000n,
    isEstimated: false,
  });
  expect(describeCosts([charge({}), correction])).toEqual([
    "cost $0.004000",
    "  $0.005000 message received, charged by Twilio, estimated",
    "  -$0.001000 message received, charged by Twilio, corrected to what it really cost",
  ]);
});

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
    "  $0.005000 search of the web, brave, 1 search",
    "  $0.0200 search of the web, openai, 2 searches",
  ]);
});
