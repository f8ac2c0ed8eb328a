import { completion, openAiError, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Together",
  sources: [
    "https://docs.together.ai/docs/error-codes",
    "https://docs.together.ai/docs/deepseek-r1",
  ],
  answers: [
    { shape: "finish_reason eos", body: completion("Hello!", "eos"), text: "Hello!" },
    {
      shape: "reasoning within the text",
      body: completion("<think>\nOkay.\n</think>\n\nHello!", "eos"),
      text: "Hello!",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 422,
      body: openAiError(
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 7000 `inputs` tokens and 2000 `max_new_tokens`",
      ),
    },
    {
      reason: "too-long",
      status: 400,
      body: openAiError(
        "The input (9000 tokens) is longer than the model's context length (8192 tokens).",
      ),
    },
    {
      reason: "billing",
      status: 402,
      body: openAiError(
        "Credit limit exceeded, please navigate to the billing page to add credits.",
        {
          type: "credit_limit",
        },
      ),
    },
    {
      reason: "credentials",
      status: 401,
      body: openAiError("Invalid API key provided.", { code: "invalid_api_key" }),
    },
  ],
};
