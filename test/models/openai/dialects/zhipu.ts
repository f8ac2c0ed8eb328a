import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Zhipu",
  sources: ["https://docs.bigmodel.cn/cn/faq/api-code"],
  answers: [
    {
      shape: "text in a box",
      body: completion("<think>Okay.</think><|begin_of_box|>Hello!<|end_of_box|>"),
      text: "Hello!",
    },
    {
      shape: "finish_reason sensitive",
      body: completion("", "sensitive"),
      text: "",
      outcome: "refused",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: { error: { code: "1261", message: "Prompt exceeds max length" } },
    },
    {
      reason: "billing",
      status: 429,
      body: { error: { code: "1113", message: "余额不足或无可用资源包,请充值。" } },
    },
  ],
};
