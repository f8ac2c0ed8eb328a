import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "SGLang",
  sources: [
    "https://docs.sglang.ai/basic_usage/openai_api_completions.html",
    "https://github.com/sgl-project/sglang/issues/892",
  ],
  answers: [
    {
      shape: "stop token of the template",
      body: completion("Hello!<|eot_id|>", "stop"),
      text: "Hello!",
    },
    {
      shape: "aborted",
      body: completion("Once upon a", { type: "abort" }),
      text: "Once upon a",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: {
        object: "error",
        message:
          "Requested token count exceeds the model's maximum context length of 4096 tokens. You requested a total of 5000 tokens: 3000 tokens from the input messages and 2000 tokens for the completion.",
        type: "BadRequestError",
        param: null,
        code: 400,
      },
    },
    {
      reason: "too-long",
      status: 400,
      body: {
        object: "error",
        message: "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
        type: "BadRequestError",
        code: 400,
      },
    },
  ],
  refusals: [
    {
      feature: "images",
      status: 422,
      body: {
        detail: [
          {
            type: "string_type",
            loc: ["body", "messages", 1, "content", "str"],
            msg: "Input should be a valid string",
          },
        ],
      },
    },
    {
      feature: "system",
      status: 500,
      body: {
        object: "error",
        message: "Internal server error: System role not supported",
        type: "InternalServerError",
        code: 500,
      },
    },
  ],
};
