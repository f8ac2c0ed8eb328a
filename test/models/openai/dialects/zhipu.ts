import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Zhipu",
  sources: ["https://docs.bigmodel.cn/cn/faq/api-code", "https://docs.bigmodel.cn/cn/api/api-code"],
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
    { reason: "too-long", status: 400, body: { error: { code: "1261", message: "Prompt 超长" } } },
    {
      reason: "refused",
      status: 400,
      body: {
        error: { code: "1301", message: "系统检测到输入或生成内容可能包含不安全或敏感内容" },
      },
    },
    {
      reason: "model-missing",
      status: 400,
      body: { error: { code: "1211", message: "模型不存在,请检查模型代码" } },
    },
    {
      reason: "billing",
      status: 429,
      body: { error: { code: "1113", message: "余额不足或无可用资源包,请充值。" } },
    },
  ],
};
