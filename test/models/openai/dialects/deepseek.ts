import { completion, openAiError, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "DeepSeek",
  sources: [
    "https://api-docs.deepseek.com/quick_start/error_codes",
    "https://api-docs.deepseek.com/guides/reasoning_model",
    "https://api-docs.deepseek.com/quick_start/rate_limit",
    "https://github.com/continuedev/continue/issues/9375",
  ],
  answers: [
    {
      shape: "reasoning beside the text",
      body: completion("Hello!", "stop", { reasoning_content: "Okay, they say hello." }),
      text: "Hello!",
    },
    {
      shape: "empty lines that keep the connection alive",
      body: `\n\n\n${JSON.stringify(completion("Hello!"))}`,
      text: "Hello!",
    },
    {
      shape: "insufficient_system_resource",
      body: completion("Once upon a", "insufficient_system_resource"),
      text: "Once upon a",
      outcome: "truncated",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: openAiError(
        "This model's maximum context length is 65536 tokens. However, you requested 70000 tokens (68000 in the messages, 2000 in the completion). Please reduce the length of the messages or completion.",
        { code: "invalid_request_error" },
      ),
    },
    {
      reason: "billing",
      status: 402,
      body: openAiError("Insufficient Balance", {
        type: "unknown_error",
        code: "invalid_request_error",
      }),
    },
    {
      reason: "refused",
      status: 400,
      body: openAiError("Content Exists Risk", { code: "invalid_request_error" }),
    },
    {
      reason: "model-missing",
      status: 400,
      body: openAiError("Model Not Exist", { code: "invalid_request_error" }),
    },
    {
      reason: "credentials",
      status: 401,
      body: openAiError("Authentication Fails, Your api key: ****1 is invalid", {
        type: "authentication_error",
        code: "invalid_request_error",
      }),
    },
    {
      reason: "server",
      status: 503,
      body: openAiError("Service is too busy. We advise users to temporarily switch.", {
        type: "service_unavailable_error",
      }),
    },
  ],
  refusals: [
    {
      feature: "max_tokens",
      status: 400,
      body: openAiError("Invalid max_tokens value, the valid range of max_tokens is [1, 400]"),
    },
    {
      feature: "images",
      status: 400,
      body: openAiError(
        "Failed to deserialize the JSON body into the target type: messages[3]: unknown variant `image_url`, expected `text` at line 1 column 99",
        { code: "invalid_request_error" },
      ),
    },
    {
      feature: "tools",
      status: 400,
      body: openAiError("deepseek-reasoner does not support Function Calling", {
        code: "invalid_request_error",
      }),
    },
  ],
};
