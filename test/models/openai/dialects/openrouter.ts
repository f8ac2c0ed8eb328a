import { completion, stream, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "OpenRouter",
  sources: [
    "https://openrouter.ai/docs/api-reference/errors",
    "https://openrouter.ai/docs/api-reference/streaming",
    "https://github.com/langgenius/dify/issues/9249",
  ],
  answers: [
    {
      shape: "reasoning beside the text",
      body: completion("Hello!", "stop", { reasoning: "Okay, they say hello.", refusal: null }),
      text: "Hello!",
    },
    {
      shape: "comments that keep the connection alive",
      body: `: OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n${JSON.stringify(completion("Hello!"))}`,
      text: "Hello!",
    },
    {
      shape: "comments within a stream",
      body: `: OPENROUTER PROCESSING\n\n${stream(["Hel", "lo!"])}`,
      text: "Hello!",
    },
    {
      shape: "broken off by its provider",
      body: completion("Once upon a", "error"),
      text: "Once upon a",
      outcome: "truncated",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: {
        error: {
          code: 400,
          message:
            "This endpoint's maximum context length is 131072 tokens. However, you requested about 132463 tokens (1463 of text input, 131000 in the output). Please reduce the length of either one.",
        },
      },
    },
    {
      reason: "too-long",
      status: 400,
      body: {
        error: {
          code: 400,
          message: "Provider returned error",
          metadata: {
            raw: '{"error":{"message":"Input length 265330 exceeds the maximum allowed input length of 262144 tokens."}}',
            provider_name: "Poolside",
          },
        },
      },
    },
    {
      reason: "billing",
      status: 402,
      body: {
        error: {
          code: 402,
          message:
            "This request requires more credits, or fewer max_tokens. You requested up to 2000 tokens, but can only afford 1000.",
        },
      },
    },
    {
      reason: "billing",
      status: 200,
      body: { error: { code: 402, message: "Insufficient credits" }, user_id: "user_1" },
    },
    {
      reason: "rate",
      status: 429,
      body: {
        error: {
          code: 429,
          message:
            "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day",
        },
      },
    },
    {
      reason: "no-answer",
      status: 200,
      body: { error: { code: 502, message: "Provider returned error" }, user_id: "user_1" },
    },
    {
      reason: "no-answer",
      status: 200,
      body: {
        choices: [
          {
            finish_reason: "error",
            message: { role: "assistant", content: "" },
            error: { code: 502, message: "Upstream error" },
          },
        ],
      },
    },
    {
      reason: "refused",
      status: 403,
      body: {
        error: {
          code: 403,
          message: "Input was flagged by moderation",
          metadata: { reasons: ["violence"], flagged_input: "…" },
        },
      },
    },
    {
      reason: "model-missing",
      status: 400,
      body: { error: { code: 400, message: "m/m is not a valid model ID" } },
    },
    {
      reason: "credentials",
      status: 401,
      body: { error: { code: 401, message: "No auth credentials found" } },
    },
  ],
  refusals: [
    {
      feature: "images",
      status: 404,
      body: { error: { code: 404, message: "No endpoints found that support image input" } },
    },
    {
      feature: "tools",
      status: 404,
      body: {
        error: {
          code: 404,
          message:
            "No endpoints found that support tool use. To learn more about provider routing, visit: https://openrouter.ai/docs/provider-routing",
        },
      },
    },
  ],
};
