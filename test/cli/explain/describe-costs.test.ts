import { expect, test } from "bun:test";
import { describeCosts } from "../../../src/cli/explain/describe-costs.ts";
import type { MessageCharge } from "../../../src/store/charges.ts";

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
    "  $0.005000 message in, twilio carriage, estimated",
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
    "  $0.005000 message in, twilio carriage, estimated",
    "  -$0.001000 message in, twilio carriage, corrected to what it really cost",
  ]);
});
