import { completion, openAiError, stream, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "OpenAI",
  sources: [
    "https://platform.openai.com/docs/guides/error-codes",
    "https://platform.openai.com/docs/api-reference/chat/object",
  ],
  answers: [
    { shape: "chat", body: completion("Hello!"), text: "Hello!" },
    { shape: "stream", body: stream(["Hel", "lo!"]), text: "Hello!" },
    {
      shape: "refusal",
      body: completion(null, "stop", { refusal: "I cannot help with that." }),
      text: "I cannot help with that.",
      outcome: "refused",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: openAiError(
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens. Please reduce the length of the messages.",
        { param: "messages", code: "context_length_exceeded" },
      ),
    },
    {
      reason: "too-long",
      status: 429,
      body: openAiError(
        "Request too large for gpt-6-luna in organization org-1 on tokens per min (TPM): Limit 30000, Requested 40000. The input or output tokens must be reduced in order to run successfully.",
        { type: "tokens", code: "rate_limit_exceeded" },
      ),
    },
    {
      reason: "billing",
      status: 429,
      body: openAiError(
        "You exceeded your current quota, please check your plan and billing details.",
        { type: "insufficient_quota", code: "insufficient_quota" },
      ),
    },
    {
      reason: "rate",
      status: 429,
      body: openAiError(
        "Rate limit reached for gpt-6-luna on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s. You can increase your rate limit by adding a payment method at https://platform.openai.com/account/billing.",
        { type: "requests", code: "rate_limit_exceeded" },
      ),
    },
    {
      reason: "credentials",
      status: 401,
      body: openAiError("Incorrect API key provided: sk-1.", { code: "invalid_api_key" }),
    },
    {
      reason: "model-missing",
      status: 404,
      body: openAiError("The model `m` does not exist or you do not have access to it.", {
        code: "model_not_found",
      }),
    },
    {
      reason: "refused",
      status: 400,
      body: openAiError(
        "Invalid prompt: your prompt was flagged as potentially violating our usage policy.",
        { code: "invalid_prompt" },
      ),
    },
  ],
  refusals: [
    {
      feature: "max_tokens",
      status: 400,
      body: openAiError(
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        { param: "max_tokens", code: "unsupported_parameter" },
      ),
    },
    {
      feature: "system",
      status: 400,
      body: openAiError(
        "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
        { param: "messages[0].role", code: "unsupported_value" },
      ),
    },
  ],
};
