import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Text Generation Inference",
  sources: [
    "https://huggingface.co/docs/text-generation-inference/messages_api",
    "https://github.com/huggingface/chat-ui/issues/340",
    "https://github.com/huggingface/text-generation-inference/issues/695",
  ],
  answers: [
    { shape: "finish_reason eos_token", body: completion("Hello!", "eos_token"), text: "Hello!" },
    { shape: "its own list", body: [{ generated_text: "Hello!" }], text: "Hello!" },
  ],
  faults: [
    {
      reason: "too-long",
      status: 422,
      body: {
        error:
          "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 1512. Given: 1000 `inputs` tokens and 1024 `max_new_tokens`",
        error_type: "validation",
      },
    },
    {
      reason: "too-long",
      status: 422,
      body: {
        error: "Input validation error: `inputs` must have less than 1024 tokens. Given: 1168",
        error_type: "validation",
      },
    },
    {
      reason: "rate",
      status: 429,
      body: { error: "Model is overloaded", error_type: "overloaded" },
    },
  ],
  refusals: [
    {
      feature: "system",
      status: 422,
      body: {
        error: "Template error: syntax error: System role not supported (in <string>:1)",
        error_type: "template_error",
      },
    },
  ],
};
